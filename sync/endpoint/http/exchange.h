// One request on its way to its answer. The server calls receive() for each piece of the body and finish() once after
// the last, all on the connection's thread; the answer may be given later and from another thread, so that a request which waits for
// the disk holds no thread.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "sync/endpoint/http/request.h"
#include "sync/endpoint/http/response.h"

namespace pilotage::endpoint {

// Call exactly once, from any thread.
using Reply = std::function<void(Response)>;

class Exchange {
public:
  virtual ~Exchange() = default;
  // A response ends the exchange early: the rest of the body is thrown away and finish() is not called.
  virtual std::optional<Response> receive(std::string_view piece) = 0;
  virtual void finish(Reply reply) = 0;
};

// Looks at the headers: who asks, for what, how much. The request outlives the exchange.
using Begin = std::function<std::expected<std::unique_ptr<Exchange>, Response>(const Request&)>;

// For resources that need no body (a short one is ignored) and answer at once.
Begin answer(std::function<Response(const Request&)> resource);

// For resources that take a whole body of at most `limit` bytes (413 beyond). `allow` looks at the headers first. `run` is where the
// resource works: on the connection's thread where it is empty, for what answers at once; on a worker for what takes long.
using Allow = std::function<std::optional<Response>(const Request&)>;
using RunElsewhere = std::function<void(std::function<void()>)>;
Begin answer_with_body(std::size_t limit, Allow allow, std::function<Response(const Request&, std::string_view body)> resource,
                       RunElsewhere run = {});

// Passes every answer, also an early one, through `dress`: headers that belong to all, another form for errors.
Begin dressed(Begin begin, std::function<Response(Response)> dress);

} // namespace pilotage::endpoint
