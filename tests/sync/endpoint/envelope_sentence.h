// What the OpenRosa envelope of an answer says to people.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "sync/endpoint/http_client.h"
#include "sync/protocol/submission_response.h"

namespace pilotage::test {

inline std::string sentence(const Answer& answer) {
  const auto envelope = sync::read_submission_response(answer.body);
  REQUIRE(envelope);
  return envelope->message;
}

} // namespace pilotage::test
