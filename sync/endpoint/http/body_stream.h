// The body of an answer that is made while it is sent, piece by piece, so that an answer of any size needs the memory of one piece. The
// next piece is asked for when the client has taken the last one; meanwhile the connection sleeps and holds no thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "forms/error.h"

namespace pilotage::endpoint {

class BodyStream {
public:
  // The next bytes; none at the end. An error cuts the connection off, so that the client sees that the body is not whole.
  using More = std::function<void(Result<std::string>)>;

  virtual ~BodyStream() = default;
  // Calls `more` once, from any thread. Not called again before that.
  virtual void next(More more) = 0;
};

// Pieces by a function that returns them one after the other, run where `run` says.
using NextPiece = std::function<Result<std::string>()>;
std::shared_ptr<BodyStream> stream_of(NextPiece pieces, std::function<void(std::function<void()>)> run);

} // namespace pilotage::endpoint
