// A reply that is owed: whoever drops it without having given it has failed, and the client is told so instead of waiting for ever.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "sync/endpoint/http/exchange.h"

namespace pilotage::endpoint {

class OwedReply {
public:
  // `give` is called once: with what is given first, or from the destructor.
  explicit OwedReply(Reply give) : give_(std::move(give)) {}
  ~OwedReply() { give(failed_response()); }
  OwedReply(const OwedReply&) = delete;
  OwedReply& operator=(const OwedReply&) = delete;

  void give(Response response) {
    if (!given_.exchange(true)) give_(std::move(response));
  }

private:
  Reply give_;
  std::atomic<bool> given_ = false;
};

// As a Reply that may be copied and called once; the last copy pays what is owed.
inline Reply owed(Reply give) {
  return [reply = std::make_shared<OwedReply>(std::move(give))](Response response) { reply->give(std::move(response)); };
}

} // namespace pilotage::endpoint
