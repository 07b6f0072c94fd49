#include "sync/uploader/answer.h"

#include "sync/protocol/headers.h"
#include "sync/protocol/submission_response.h"
#include "sync/protocol/tus.h"
#include "sync/uploader/retry_after.h"

#include <utility>

namespace pilotage::sync {

namespace {

std::string host_of(const std::string& url) { return parse_url(url).value_or(UrlParts{}).host; }

// ` The server says: "…"`, or nothing.
std::string said_by(const HttpResponse& response) {
  const std::string said = message_for_people(response.body);
  return said.empty() ? "" : " The server says: \"" + said + "\"";
}

bool is_openrosa(const HttpResponse& response) { return !response.header(kOpenRosaVersionHeader).empty(); }

// OpenRosa's header, ours or that of tus, or a body as such servers write it.
bool said_by_server(const HttpResponse& response) {
  for (const char* name : {kOpenRosaVersionHeader, kExtensionsHeader, kTusResumableHeader})
    if (!response.header(name).empty()) return true;
  return is_word_of_server(response.body);
}

struct Meaning {
  AnswerMeans means;
  ErrorCode code;
  std::string message;
};

Meaning meaning_of_refusal(const HttpResponse& response) {
  const std::string said = said_by(response);
  switch (response.status) {
  case 400:
    return {AnswerMeans::park, ErrorCode::refused,
            "The server does not take this response as it is." + said + " It is kept here; show this message to the host."};
  case 401:
    return {
        AnswerMeans::credentials_needed, ErrorCode::unauthorized,
        "The server does not accept the user name, password or token. Nothing more is sent until you enter them again in the settings." +
            said};
  case 402:
    return {AnswerMeans::retry_daily, ErrorCode::refused,
            "The server's account has reached its limit and takes nothing more. It is tried again every day; tell the host." + said};
  case 403:
    return {AnswerMeans::credentials_needed, ErrorCode::unauthorized,
            "This account may not send to this project. Nothing more is sent until you enter other credentials in the settings, or the "
            "host gives access." +
                said};
  case 404:
    return {AnswerMeans::park, ErrorCode::not_found,
            "The server does not have this form, or not this version of it. Ask the host to publish it, then send this response again." +
                said};
  case 409:
    return {AnswerMeans::park, ErrorCode::conflict,
            "The server has another response under the same id, or the form takes no more responses. Both copies are kept; ask the host "
            "which one holds." +
                said};
  case 410:
    return {AnswerMeans::park, ErrorCode::not_found, "The form or the project has been removed from the server. Ask the host." + said};
  case 413: return {AnswerMeans::smaller_posts, ErrorCode::limit_exceeded, "The server does not take so much in one piece." + said};
  case 423:
    return {AnswerMeans::retry_soon, ErrorCode::server_error,
            "The server is still busy with this response. It is sent again in a moment." + said};
  case 429:
    return {AnswerMeans::patience, ErrorCode::server_error,
            "The server has too much to do and asks to wait. It is tried again by itself." + said};
  case 408:
    return {AnswerMeans::retry, ErrorCode::timeout, "The server waited too long for this response. It is sent again by itself." + said};
  default: break;
  }
  return {AnswerMeans::park, ErrorCode::refused,
          "The server refuses this response (status " + std::to_string(response.status) +
              "). It is kept here; show this message to the host." + said};
}

Meaning meaning_of_failure(const HttpResponse& response) {
  if (response.status == 511) return {AnswerMeans::not_the_server, ErrorCode::captive_portal, captive_portal_error(response).message};
  const bool asks_for_patience = response.status == 503 && !response.header("retry-after").empty();
  return {asks_for_patience ? AnswerMeans::patience : AnswerMeans::retry, ErrorCode::server_error,
          "The server failed (status " + std::to_string(response.status) +
              "). Whether it has the response is not known; it is sent again by itself, which is safe." + said_by(response)};
}

Meaning meaning_of(const HttpResponse& response) {
  const int status = response.status;
  if (status == 201 || status == 202) return {AnswerMeans::accepted, ErrorCode::internal, {}};
  if (status == 407)
    return {AnswerMeans::not_the_server, ErrorCode::captive_portal, "The network's proxy wants you to sign in. Ask who runs this network."};
  if (status >= 500) return meaning_of_failure(response);
  if (status >= 400) return meaning_of_refusal(response);
  if (status < 300 && is_openrosa(response))
    return {AnswerMeans::retry, ErrorCode::server_error,
            "The server answered with status " + std::to_string(status) +
                ", which does not say that the response is stored. It is sent again by itself."};
  return {AnswerMeans::not_the_server, ErrorCode::captive_portal, captive_portal_error(response).message};
}

} // namespace

Error captive_portal_error(const HttpResponse& response) {
  const std::string host = host_of(response.url);
  std::string message = "Something between this computer and " + host + " answered in the server's place";
  const std::string elsewhere = host_of(std::string(response.header("location")));
  if (!elsewhere.empty() && elsewhere != host) message += " and points to " + elsewhere;
  message += ". The network probably wants you to sign in: open a web browser, sign in, and sync again. If there is nothing to sign in to, "
             "check the server's "
             "address. Nothing is lost.";
  return Error{ErrorCode::captive_portal, std::move(message), url_for_people(response.url)};
}

Answer judge_submission_answer(const HttpResponse& response, std::int64_t now) {
  Meaning meaning = meaning_of(response);
  Answer answer{.means = meaning.means, .failure = {}, .retry_after_ms = retry_after_ms(response, now)};
  if (meaning.means != AnswerMeans::accepted)
    answer.failure = {.code = meaning.code, .message = std::move(meaning.message), .at = now, .status = response.status};
  if (meaning.means != AnswerMeans::park || said_by_server(response)) return answer;
  answer.means = AnswerMeans::doubted;
  answer.refusal =
      std::exchange(answer.failure,
                    {.code = ErrorCode::server_error,
                     .message = "Something answered in the server's place (status " + std::to_string(response.status) +
                                "), as happens while the server is down for maintenance. This response is kept and tried again by itself.",
                     .at = now}); // without the status: it was not the server's, and says nothing of the response
  return answer;
}

Answer believed(Answer doubted) {
  if (!doubted.refusal) return doubted;
  return {.means = AnswerMeans::park, .failure = *std::move(doubted.refusal), .retry_after_ms = {}};
}

std::optional<Error> error_of_answer(const HttpResponse& response, const std::string& what) {
  const int status = response.status;
  const std::string where = url_for_people(response.url);
  const std::string said = said_by(response);
  if (status == 200) return std::nullopt;
  if (status < 400 || status == 407 || status == 511) return captive_portal_error(response);
  if (status == 401 || status == 403)
    return Error{ErrorCode::unauthorized,
                 "The server does not let this account have " + what + ". Enter the credentials again, or ask the host for access." + said,
                 where};
  if (status == 404 || status == 410)
    return Error{ErrorCode::not_found, "The server does not have " + what + ". Check the address and the project." + said, where};
  if (status == 429 || status >= 500)
    return Error{ErrorCode::server_error,
                 "The server failed at " + what + " (status " + std::to_string(status) + "). Try again later." + said, where};
  return Error{ErrorCode::refused, "The server refuses " + what + " (status " + std::to_string(status) + ")." + said, where};
}

} // namespace pilotage::sync
