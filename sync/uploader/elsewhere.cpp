#include "sync/uploader/elsewhere.h"

namespace pilotage::sync {

namespace {

bool may_lead(const Server& server, const UrlParts& from, const UrlParts& to) {
  if (to.scheme == "https") return true;
  return from.scheme == "http" && server.allow_plain_http_on_loopback && is_loopback(to.host);
}

std::unexpected<Error> not_followed(const UrlParts& from, const UrlParts& to) {
  return fail(ErrorCode::refused,
              from.host + " says that the file lies on " + to.host +
                  ", at an address that does not begin with https://. It is not fetched from there; ask the host of the project to give an "
                  "address with https://.",
              to.origin());
}

} // namespace

Result<std::string> url_of_file(const Server& server, std::string_view listed_url) {
  if (auto ours = url_on_server(server, listed_url)) return ours;
  const auto from = parse_url(server.url);
  if (!from) return std::unexpected(from.error());
  const auto there = parse_url(listed_url);
  if (!there) return std::unexpected(there.error());
  if (!may_lead(server, *from, *there)) return not_followed(*from, *there);
  return std::string(listed_url);
}

Result<std::string> redirect_of_file(const Server& server, const std::string& from, std::string_view location) {
  const auto here = parse_url(from);
  if (!here) return std::unexpected(here.error());
  std::string target = resolved_url(from, location);
  const auto there = parse_url(target);
  if (!there)
    return fail(ErrorCode::refused, here->host + " sends on to an address that cannot be used. Ask the host of the project.",
                here->origin());
  if (!there->same_origin(*here) && !may_lead(server, *here, *there)) return not_followed(*here, *there);
  return target;
}

Server stranger_to(const Server& server, const UrlParts& there) {
  const auto ours = parse_url(server.url);
  return {.url = there.origin(),
          .ca_file = ours && ours->host == there.host ? server.ca_file : "",
          .allow_plain_http_on_loopback = server.allow_plain_http_on_loopback};
}

} // namespace pilotage::sync
