#include "sync/uploader/server_probe.h"

#include "sync/protocol/headers.h"
#include "sync/uploader/openrosa_request.h"
#include "sync/uploader/retry_after.h"

#include <charconv>

namespace pilotage::sync {

namespace {

Answer in_the_way(AnswerMeans means, Error error, int status, std::int64_t now) {
  return {.means = means,
          .failure = {.code = error.code, .message = std::move(error.message), .at = now, .status = status},
          .retry_after_ms = {}};
}

// Nothing was sent yet, so such an answer is about no response: what answers at this address is not the project.
bool knows_no_project(int status) {
  switch (status) {
  case 401: // who we are
  case 402: // the account
  case 403:
  case 407: // a proxy
  case 408: // patience
  case 423:
  case 429: return false;
  default: return status >= 400 && status < 500;
  }
}

// OpenRosa: a 204 may name another address for the posts. One that is not on the project's server is passed over, as credentials do not
// belong there.
std::string submission_url_of(const Server& server, const HttpResponse& response) {
  std::string usual = url_under(server, "submission");
  std::string named(response.header("location"));
  if (response.status != 204 || named.empty()) return usual;
  const auto ours = parse_url(server.url);
  if (ours && named.starts_with('/') && !named.starts_with("//")) named = ours->origin() + named;
  return url_on_server(server, named).value_or(usual);
}

ServerFacts facts_of(const Server& server, const HttpResponse& response) {
  ServerFacts facts;
  const auto limit = response.header(kAcceptContentLengthHeader);
  std::from_chars(limit.data(), limit.data() + limit.size(), facts.accept_bytes);
  facts.submission_url = submission_url_of(server, response);
  facts.extensions = read_extensions(response.header(kExtensionsHeader));
  return facts;
}

} // namespace

ProbeResult probe_server(HttpClient& http, const Server& server, std::int64_t now) {
  auto response = http.send(server, openrosa_request("HEAD", url_under(server, "submission"), now));
  if (!response) {
    const bool ours_to_mend = response.error().code == ErrorCode::unauthorized;
    return in_the_way(ours_to_mend ? AnswerMeans::credentials_needed : AnswerMeans::retry, response.error(), 0, now);
  }
  const int status = response->status;
  const bool openrosa = response->header(kOpenRosaVersionHeader).starts_with("1.");
  // A server that does not know HEAD may still take the POST, whose answer decides.
  if (status == 405 || status == 501 || (status == 204 && openrosa) || (status >= 200 && status < 300 && openrosa))
    return facts_of(server, *response);
  if (status < 400) return in_the_way(AnswerMeans::not_the_server, captive_portal_error(*response), status, now);
  if (knows_no_project(status))
    return in_the_way(AnswerMeans::retry,
                      Error{ErrorCode::no_project,
                            "There is no project at this address on the server. Check the address in the settings, or ask the host."},
                      status, now);
  return judge_submission_answer(*response, now);
}

} // namespace pilotage::sync
