#include "bench/slow_link/pilot_responses.h"

#include <stdexcept>

namespace pilotage::bench {

using forms::ControlKind;
using forms::Item;

PilotResponses::PilotResponses(const std::string& xform) : words_(2'000) {
  auto form = forms::FormDefinition::parse(xform);
  if (!form) throw std::runtime_error(form.error().message);
  form_ = *form;
  for (auto& word : words_)
    for (auto letters = 2 + random_() % 8; letters > 0; --letters) word += static_cast<char>('a' + random_() % 26);
}

PilotResponses::Response PilotResponses::next() {
  auto environment = forms::fixed_environment(random_());
  environment.now = [now = std::int64_t{1'790'000'000'000} + static_cast<std::int64_t>(random_() % 100'000'000)]() mutable {
    return now += 900'000;
  };
  auto session = forms::FormSession::start(form_, environment);
  if (!session) throw std::runtime_error(session.error().message);
  fill(*session, session->body());
  return {.instance_id = std::string(session->instance_id()), .xml = session->serialise()};
}

void PilotResponses::fill(forms::FormSession& session, const Item& group) {
  for (const Item& item : session.children(group)) {
    if (item.kind != Item::Kind::question)
      fill(session, item);
    else if (const auto value = answer_to(session, item); !value.empty())
      static_cast<void>(session.answer(item.node, value));
  }
}

// One question in eight stays unanswered, and half of those that ask for words.
std::string PilotResponses::answer_to(const forms::FormSession& session, const Item& question) {
  const auto& choices = session.choices(question);
  switch (session.control_kind(question)) {
  case ControlKind::select_one:
  case ControlKind::select_multiple:
    if (choices.empty() || (!session.state(question.node).required && random_() % 8 == 0)) return {};
    return choices[random_() % choices.size()].value;
  case ControlKind::input:
    if (session.data_type(question) == forms::DataType::integer) return std::to_string(random_() % 60);
    return random_() % 2 == 0 ? comment() : std::string();
  default: return {};
  }
}

std::string PilotResponses::comment() {
  std::string text;
  for (auto count = 3 + random_() % 25; count > 0; --count) text += words_[random_() % (1 + random_() % words_.size())] + ' ';
  return text;
}

} // namespace pilotage::bench
