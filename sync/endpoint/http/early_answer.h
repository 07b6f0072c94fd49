// Sends an answer while the body of its request is still coming. libmicrohttpd 0.9.75 cannot: it answers before the first byte of a
// body or after the last, so a client that sends gigabytes too many would learn why only at the end.
#pragma once

#include <microhttpd.h>

#include "sync/endpoint/http/response.h"

namespace pilotage::endpoint {

// Writes the whole answer, with Connection: close, to the connection's socket or TLS session. Call it on the connection's thread, once.
// False where the socket does not take it at once; then there is nothing to do but to close.
bool send_early(MHD_Connection* connection, const Response& response);

// The same to a socket without TLS that nothing else is sent to meanwhile; from any thread.
bool send_early(int socket, const Response& response);

} // namespace pilotage::endpoint
