#include "sync/endpoint/http/router.h"

#include "sync/protocol/mime_parameters.h"

namespace pilotage::endpoint {

namespace {

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1); // the slash
    const auto end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

bool is_capture(std::string_view segment) { return segment.starts_with('{'); }
bool takes_the_rest(std::string_view segment) { return segment.ends_with("*}"); }

// "{form}.svc": what stands behind the capture.
std::string_view behind_capture(std::string_view segment) { return segment.substr(segment.find('}') + 1); }
std::string captured_name(std::string_view segment) {
  const std::string_view inside = segment.substr(1, segment.find('}') - 1);
  return std::string(inside.substr(0, inside.find('*')));
}

bool fits(std::string_view pattern, std::string_view segment) {
  if (!is_capture(pattern)) return pattern == segment;
  const std::string_view ending = behind_capture(pattern);
  return segment.size() > ending.size() && segment.ends_with(ending);
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
  const bool open = takes_the_rest(pattern.back());
  if (open ? path.size() < pattern.size() : path.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (!fits(pattern[i], path[i])) return false;
  return true;
}

} // namespace

void Router::add(std::string method, std::string pattern, Begin begin) {
  Route route{.method = std::move(method), .pattern = std::move(pattern), .segments = {}, .begin = std::move(begin)};
  for (const std::string_view segment : split(route.pattern)) route.segments.emplace_back(segment);
  routes_.push_back(std::move(route));
}

std::vector<Router::Address> Router::addresses() const {
  std::vector<Address> all;
  for (const Route& route : routes_) all.push_back({.method = route.method, .pattern = route.pattern});
  return all;
}

std::expected<const Router::Route*, Response> Router::chosen(const Request& request, const std::vector<std::string_view>& path) const {
  const Route* chosen = nullptr;
  std::string allowed;
  for (const Route& route : routes_) {
    if (!fits(route.segments, path)) continue;
    allowed += (allowed.empty() ? "" : ", ") + route.method;
    const bool exact = route.method == request.method;
    const bool head = request.method == "HEAD" && route.method == "GET";
    if (exact || (head && chosen == nullptr)) chosen = &route;
    if (exact) break;
  }
  if (chosen == nullptr && allowed.empty()) return std::unexpected(text_response(404, "There is nothing at this address."));
  if (chosen == nullptr) {
    Response refusal = text_response(405, "This address does not take " + std::string(request.method) + ".");
    refusal.with("Allow", allowed);
    return std::unexpected(std::move(refusal));
  }
  return chosen;
}

std::expected<std::unique_ptr<Exchange>, Response> Router::begin(Request& request) const {
  if (!request.path.starts_with('/')) return std::unexpected(text_response(400, "The address of a request starts with a slash."));
  const std::vector<std::string_view> path = split(request.path);
  auto found = chosen(request, path);
  if (!found) return std::unexpected(dress_(request, std::move(found.error())));
  const Route& route = **found;
  request.route = route.pattern;
  for (std::size_t i = 0; i < route.segments.size(); ++i) {
    const std::string& pattern = route.segments[i];
    if (!is_capture(pattern)) continue;
    std::string_view part = path[i];
    part.remove_suffix(behind_capture(pattern).size());
    const auto begin = static_cast<std::size_t>(part.data() - request.path.data());
    request.captures.insert_or_assign(captured_name(pattern),
                                      takes_the_rest(pattern) ? std::string(request.path.substr(begin)) : sync::percent_decoded(part));
  }
  return route.begin(request);
}

} // namespace pilotage::endpoint
