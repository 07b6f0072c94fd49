// A BodyStream as a response of libmicrohttpd. The reader callback runs on the connection's thread; while the stream makes its next piece
// the connection sleeps, so that a server which stops waits for that piece and no longer.
#pragma once

#include <microhttpd.h>

#include <memory>

#include "sync/endpoint/http/body_stream.h"
#include "sync/endpoint/http/sleepers.h"

namespace pilotage::endpoint {

// Null where libmicrohttpd has no memory.
MHD_Response* streamed_answer(MHD_Connection* connection, std::shared_ptr<BodyStream> stream, Sleepers& sleepers);

} // namespace pilotage::endpoint
