// Walks over the records of a form in the order that $orderby asks for: of each record no more than its key is held. They come with their
// XML; what was removed meanwhile is left out. One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sync/endpoint/odata_filter.h"
#include "sync/endpoint/odata_order.h"
#include "sync/endpoint/storage/storage.h"

namespace pilotage::endpoint {

class OrderedPages {
public:
  OrderedPages(Storage& storage, ProjectId project, std::string form_id, ODataOrder order, ODataFilter filter)
      : storage_(storage), project_(project), form_id_(std::move(form_id)), order_(std::move(order)), filter_(std::move(filter)) {}

  bool ended() const { return sorted_ && at_ == places_.size(); }
  Result<std::vector<SubmissionRecord>> next();

private:
  struct Place {
    ODataOrder::Key key;
    std::int64_t sequence;
  };
  Result<void> sort();

  Storage& storage_;
  ProjectId project_;
  std::string form_id_;
  ODataOrder order_;
  ODataFilter filter_;
  std::vector<Place> places_;
  std::size_t at_ = 0;
  bool sorted_ = false;
};

} // namespace pilotage::endpoint
