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
  // `before`: only those whose first version came before this sequence number; 0 is all.
  SubmissionPages(Storage& storage, ProjectId project, std::string form_id, With with, std::int64_t before = 0)
      : storage_(storage), project_(project), form_id_(std::move(form_id)), with_(with), before_(before) {}

  bool ended() const { return ended_; }
  // May be empty before the end is reached.
  Result<std::vector<SubmissionRecord>> next();

private:
  Storage& storage_;
  ProjectId project_;
  std::string form_id_;
  With with_;
  std::int64_t before_;
  bool ended_ = false;
};

} // namespace pilotage::endpoint
