// Responses as a pilot session brings them: the bundled questionnaire, filled by the form engine with choices and comments drawn from a
// seed. Comments are of made-up words in a made-up order, some words often and most of them seldom: they pack worse than people's.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "forms/engine/form_session.h"

namespace pilotage::bench {

class PilotResponses {
public:
  // Throws std::runtime_error when the XML is no form.
  explicit PilotResponses(const std::string& xform);

  struct Response {
    std::string instance_id;
    std::string xml;
  };
  Response next();

private:
  std::shared_ptr<const forms::FormDefinition> form_;
  std::mt19937_64 random_{1};
  std::vector<std::string> words_;

  void fill(forms::FormSession& session, const forms::Item& group);
  std::string answer_to(const forms::FormSession& session, const forms::Item& question);
  std::string comment();
};

} // namespace pilotage::bench
