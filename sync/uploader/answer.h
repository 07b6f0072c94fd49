// What a server's answer to a submission means for the item, for the run and for the person: the answer table, as one pure
// function. 200 is not success: proxies and captive portals answer 200. Nor is every refusal the server's word: while it is down, the proxy
// before it may say 404 to everything. For this folder only.
#pragma once

#include "sync/uploader/http_client.h"
#include "sync/uploader/outbox.h"

#include <cstdint>
#include <optional>
#include <string>

namespace pilotage::sync {

enum class AnswerMeans {
  accepted,           // 201, 202
  park,               // this item not again by itself; go on with the next
  retry,              // outcome unknown: the same bytes later; go on with the next
  doubted,            // would park, but nothing shows that the server itself said it: ask who is there, then once more
  retry_soon,         // 423: in a few seconds
  retry_daily,        // 402: over quota
  smaller_posts,      // 413
  credentials_needed, // 401, 403: the whole run stops
  patience,           // 429, 503 with Retry-After: the whole run waits
  not_the_server,     // something in between answered: the whole run waits
};

struct Answer {
  AnswerMeans means = AnswerMeans::accepted;
  SendFailure failure;                        // unset when accepted
  std::optional<std::int64_t> retry_after_ms; // what the server asked for
  std::optional<SendFailure> refusal = {};    // of a doubted one: how it reads once it is believed
};

// The refusal that stands although nothing shows that the server said it: a probe found the server there, and it came again.
Answer believed(Answer doubted);

Answer judge_submission_answer(const HttpResponse& response, std::int64_t now);

// The same for answers to other requests (form list, form, manifest, results): nullopt for 200, else the Error.
// `what` is what was asked for: "the form list".
std::optional<Error> error_of_answer(const HttpResponse& response, const std::string& what);

// "The network wants you to sign in …", for answers that cannot come from the server.
Error captive_portal_error(const HttpResponse& response);

} // namespace pilotage::sync
