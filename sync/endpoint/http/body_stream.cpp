#include "sync/endpoint/http/body_stream.h"

namespace pilotage::endpoint {

namespace {

class Generated : public BodyStream, public std::enable_shared_from_this<Generated> {
public:
  Generated(NextPiece pieces, std::function<void(std::function<void()>)> run) : pieces_(std::move(pieces)), run_(std::move(run)) {}

  void next(More more) override {
    run_([self = shared_from_this(), more = std::move(more)] { more(self->pieces_()); });
  }

private:
  NextPiece pieces_;
  std::function<void(std::function<void()>)> run_;
};

} // namespace

std::shared_ptr<BodyStream> stream_of(NextPiece pieces, std::function<void(std::function<void()>)> run) {
  return std::make_shared<Generated>(std::move(pieces), std::move(run));
}

} // namespace pilotage::endpoint
