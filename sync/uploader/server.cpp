#include "sync/uploader/server.h"

#include "sync/protocol/mime_parameters.h"

#include <charconv>
#include <curl/curl.h>
#include <memory>

namespace pilotage::sync {

namespace {

using UrlHandle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::string part_of(CURLU* url, CURLUPart part, unsigned int flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
  std::string copy = text;
  curl_free(text);
  return copy;
}

std::string without_trailing_slash(std::string_view text) {
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

std::unexpected<Error> bad_url(std::string_view url, std::string_view why) {
  return fail(ErrorCode::invalid_value, "The server's address cannot be used: " + std::string(why) + ".", url_for_people(url));
}

} // namespace

bool is_loopback(std::string_view host) { return host == "localhost" || host == "127.0.0.1" || host == "::1"; }

std::string UrlParts::origin() const {
  const bool usual = (scheme == "https" && port == 443) || (scheme == "http" && port == 80);
  const std::string shown = host.contains(':') ? "[" + host + "]" : host;
  return scheme + "://" + shown + (usual ? "" : ":" + std::to_string(port));
}

Result<UrlParts> parse_url(std::string_view url) {
  if (url.empty()) return bad_url(url, "it is empty");
  const UrlHandle handle(curl_url(), &curl_url_cleanup);
  if (curl_url_set(handle.get(), CURLUPART_URL, std::string(url).c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return bad_url(url, "it is not a web address like https://host/v1/projects/1");
  if (!part_of(handle.get(), CURLUPART_USER).empty() || !part_of(handle.get(), CURLUPART_PASSWORD).empty())
    return bad_url(url, "a user name or password does not belong into it");

  UrlParts parts;
  parts.scheme = in_lower_case(part_of(handle.get(), CURLUPART_SCHEME));
  if (parts.scheme != "https" && parts.scheme != "http") return bad_url(url, "it must begin with https://");
  parts.host = in_lower_case(part_of(handle.get(), CURLUPART_HOST));
  if (parts.host.starts_with('[') && parts.host.ends_with(']')) parts.host = parts.host.substr(1, parts.host.size() - 2);
  if (parts.host.empty()) return bad_url(url, "it names no host");
  if (!part_of(handle.get(), CURLUPART_FRAGMENT).empty()) return bad_url(url, "it has a '#'");
  const std::string port = part_of(handle.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port.data(), port.data() + port.size(), parts.port);
  parts.target = part_of(handle.get(), CURLUPART_PATH);
  if (const auto query = part_of(handle.get(), CURLUPART_QUERY); !query.empty()) parts.target += "?" + query;
  return parts;
}

std::string resolved_url(const std::string& base, std::string_view reference) {
  const UrlHandle url(curl_url(), &curl_url_cleanup);
  if (curl_url_set(url.get(), CURLUPART_URL, base.c_str(), 0) != CURLUE_OK) return {};
  if (curl_url_set(url.get(), CURLUPART_URL, std::string(reference).c_str(), CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE) != CURLUE_OK)
    return {};
  curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
  return part_of(url.get(), CURLUPART_URL);
}

Result<void> check_server(const Server& server) {
  auto parts = parse_url(server.url);
  if (!parts) return std::unexpected(parts.error());
  if (parts->target.contains('?')) return bad_url(server.url, "it has a '?'; give the address of the project only");
  if (parts->scheme == "http" && !(server.allow_plain_http_on_loopback && is_loopback(parts->host)))
    return bad_url(server.url, "it begins with http://, and answers and passwords are sent over https:// only");
  if (parts->scheme == "http" && (server.auth == AuthKind::basic || server.auth == AuthKind::bearer))
    return bad_url(server.url, "it begins with http://, and passwords and tokens are sent over https:// only, on this machine too");
  if ((server.auth == AuthKind::basic || server.auth == AuthKind::digest) && (server.username.empty() || server.password.empty()))
    return fail(ErrorCode::unauthorized, "A user name and a password are needed for this server. Enter them in the settings.",
                url_for_people(server.url));
  if (server.auth == AuthKind::bearer && server.password.empty())
    return fail(ErrorCode::unauthorized, "A token is needed for this server. Enter it in the settings.", url_for_people(server.url));
  return {};
}

std::string url_under(const Server& server, std::string_view path) { return without_trailing_slash(server.url) + "/" + std::string(path); }

Result<std::string> url_on_server(const Server& server, std::string_view listed_url) {
  auto ours = parse_url(server.url);
  if (!ours) return std::unexpected(ours.error());
  auto listed = parse_url(listed_url);
  if (!listed) return std::unexpected(listed.error());
  if (listed->same_origin(*ours)) return std::string(listed_url);
  if (listed->target.starts_with(without_trailing_slash(ours->target) + "/") && ours->target != "/") return ours->origin() + listed->target;
  return fail(ErrorCode::refused,
              "The server's list points to another host (" + listed->host +
                  "), where this project's credentials do not belong. Ask the server's host to correct its public address.",
              url_for_people(server.url));
}

std::string url_for_people(std::string_view url) {
  std::string shown(url);
  constexpr std::string_view kKey = "/key/";
  if (const auto key = shown.find(kKey); key != std::string::npos) {
    const auto start = key + kKey.size();
    const auto end = shown.find('/', start);
    shown.replace(start, (end == std::string::npos ? shown.size() : end) - start, "…");
  }
  // What stands before '@' in the host part may be a password.
  if (const auto at = shown.find('@'), scheme = shown.find("://"); at != std::string::npos && scheme != std::string::npos && at > scheme)
    if (shown.find('/', scheme + 3) > at) shown.replace(scheme + 3, at - scheme - 3, "…");
  return shown;
}

} // namespace pilotage::sync
