// One project's server as the collector knows it: its address, what proves who we are, and which authority signs its
// certificate. Plain values; copyable.
//
// The address is the project's base URL: https://host/v1/projects/7, https://host/v1/key/<token>/projects/7, or whatever an
// OpenRosa server has before /formList and /submission. A token in the path is a credential like the others.
#pragma once

#include "forms/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace pilotage::sync {

enum class AuthKind {
  none,   // nothing, or a token in the path
  basic,  // HTTP Basic, over TLS only; Digest where the server asks for it
  digest, // HTTP Digest (RFC 7616, MD5 and SHA-256)
  bearer, // Authorization: Bearer, our endpoint's tokens and ODK Central's sessions
};

struct Server {
  std::string url = {};
  AuthKind auth = AuthKind::none;
  std::string username = {};
  std::string password = {}; // or the bearer token
  std::string ca_file = {};  // PEM: trust only these authorities for this server; empty: those of the system
  // Lets http:// through to 127.0.0.1, ::1 and localhost, without password or bearer token. For tests on one machine.
  bool allow_plain_http_on_loopback = false;
};

// A URL's parts, as far as we use them.
struct UrlParts {
  std::string scheme = {}; // lower case
  std::string host = {};   // lower case, IPv6 without brackets
  std::uint16_t port = 0;
  std::string target = {}; // path and query, at least "/"

  bool same_origin(const UrlParts& other) const { return scheme == other.scheme && host == other.host && port == other.port; }
  std::string origin() const;
};

// localhost, 127.0.0.1 and ::1.
bool is_loopback(std::string_view host);

// invalid_value when it is not an absolute http(s) URL or carries a user name, password or fragment.
Result<UrlParts> parse_url(std::string_view url);

// What a reference means that came from `base`, as a browser reads it: relative ones against it, blanks escaped, without the part for the
// browser after '#'. "" when it is none.
std::string resolved_url(const std::string& base, std::string_view reference);

// invalid_value, with what to do, when the server may not be used: no URL, plain http, credentials that are incomplete.
Result<void> check_server(const Server& server);

// The project's URL with `path` behind it: url_under(server, "submission").
std::string url_under(const Server& server, std::string_view path);

// The address to ask for something that the server's own list names by an absolute URL. It stays on our server: the same
// origin is taken as it is, another origin only when its path lies under the project's path (a server that does not know its
// public name), and then our origin is asked. Everything else is refused, because credentials would go to another host; only a form's
// media may lie there, and are fetched without credentials (elsewhere.h).
Result<std::string> url_on_server(const Server& server, std::string_view listed_url);

// The URL without the token in its path, for messages and logs: https://host/v1/key/…/projects/7.
std::string url_for_people(std::string_view url);

} // namespace pilotage::sync
