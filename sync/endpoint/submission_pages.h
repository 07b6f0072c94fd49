// Walks over the records of a form, page by page, the newest first: for answers that are longer than memory should hold. One thread at a
// time.
#pragma once

#include <functional>
#include <string>

#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

class SubmissionPages {
public:
  enum class With { nothing, xml };
  SubmissionPages(Storage& storage, ProjectId project, std::string form_id, With with)
      : storage_(storage), project_(project), form_id_(std::move(form_id)), with_(with) {}

  bool ended() const { return ended_; }
  // May be empty before the end is reached.
  Result<std::vector<SubmissionRecord>> next();

private:
  Storage& storage_;
  ProjectId project_;
  std::string form_id_;
  With with_;
  std::int64_t before_ = 0;
  bool ended_ = false;
};

} // namespace pilotage::endpoint
