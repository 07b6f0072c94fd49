#include "sync/endpoint/program/server_address.h"

#include <curl/curl.h>

#include <memory>

namespace pilotage::endpoint {

namespace {

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

// "" where it has none.
std::string part_of(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
  return text;
}

bool is_this_machine(const std::string& host) { return host == "localhost" || host == "127.0.0.1" || host == "[::1]"; }

} // namespace

Result<std::string> server_address(std::string text) {
  const Url url(curl_url(), &curl_url_cleanup);
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
    return fail(ErrorCode::invalid_value, "This is no address of a server, such as https://pilot.example.org:8443.", text);
  const std::string scheme = part_of(url.get(), CURLUPART_SCHEME);
  if (scheme != "https" && !(scheme == "http" && is_this_machine(part_of(url.get(), CURLUPART_HOST))))
    return fail(ErrorCode::invalid_value, "The server's address must start with https://.", text);
  for (const CURLUPart none : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT})
    if (!part_of(url.get(), none).empty())
      return fail(ErrorCode::invalid_value, "The server's address has no user, no password, no ? and no #: https://HOST[:PORT].", text);
  while (text.ends_with('/')) text.pop_back();
  return text;
}

} // namespace pilotage::endpoint
