// One HTTP request, as the resources see it: headers are in, the body is not. The texts belong to the connection and
// stay valid until the request is answered.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pilotage::endpoint {

class BodyMemory;
struct Admitted; // what an Admission found out (server.h); the resources' matter

struct Request {
  std::string_view method;
  std::string_view path;                                    // as it was sent: still percent-encoded, without the query
  std::string_view route;                                   // the pattern that it matched: what logs name, for a path may hold a token
  std::map<std::string, std::string, std::less<>> captures; // what stands for {name} in the pattern, decoded
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  std::vector<std::pair<std::string, std::string>> query; // decoded
  std::string peer;                                       // the client's address: of the socket, or what the configured proxy says
  bool forwarded = false;                                 // handed on by a proxy that the host has named
  bool secure = false;                                    // TLS ends here, or in that proxy
  std::optional<std::uint64_t> content_length;            // absent: no body, or a chunked one
  std::shared_ptr<const Admitted> admitted;
  BodyMemory* body_memory = nullptr; // for a body that is held whole; the server's

  // "" where there is none. Names are compared without case.
  std::string_view header(std::string_view name) const;
  std::string_view capture(std::string_view name) const;
  // A capture that is a number from end to end; else 0, which is the number of nothing.
  std::int64_t captured_number(std::string_view name) const;
  std::optional<std::string_view> query_value(std::string_view name) const;
  // A switch of the query, "true" or "false" in whatever case (Python writes "True"); `otherwise` where it is neither.
  bool query_switch(std::string_view name, bool otherwise = false) const;
};

} // namespace pilotage::endpoint
