// Which resource answers which address. Patterns are paths in which {name} stands for one segment, or for its beginning as in {name}.xml,
// decoded into the request's captures; {name*} at the end stands for one segment or more, as they were sent. The first route that fits
// wins. Filled before the server starts, then only read; any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/endpoint/http/exchange.h"

namespace pilotage::endpoint {

class Router {
public:
  // A GET route answers HEAD too, unless HEAD has a route of its own.
  void add(std::string method, std::string pattern, Begin begin);

  // Passes what begin() refuses itself through `dress`.
  using Dress = std::function<Response(const Request&, Response)>;
  void dress_refusals(Dress dress) { dress_ = std::move(dress); }

  // Sets the request's route and captures. A response: 404, or 405 with Allow.
  std::expected<std::unique_ptr<Exchange>, Response> begin(Request& request) const;

  // What was added, in that order.
  struct Address {
    std::string method;
    std::string pattern;
  };
  std::vector<Address> addresses() const;

private:
  struct Route {
    std::string method;
    std::string pattern;
    std::vector<std::string> segments;
    Begin begin;
  };
  std::expected<const Route*, Response> chosen(const Request& request, const std::vector<std::string_view>& path) const;

  std::vector<Route> routes_;
  Dress dress_ = [](const Request&, Response refusal) { return refusal; };
};

} // namespace pilotage::endpoint
