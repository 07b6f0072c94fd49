// Random forms and random answers: what was kept up to date step by step must be what the form says of the answers as they are, worked out
// in the plainest way, and what opening the saved draft anew gives.
#include <doctest/doctest.h>

#include "forms/engine/random_form.h"
#include "support/scenario.h"

using namespace pilotage;
using namespace pilotage::forms;

namespace {

void find_items(const FormSession& session, const Item& parent, std::vector<Item>& found) {
  for (const Item& item : session.children(parent)) {
    found.push_back(item);
    if (item.kind != Item::Kind::question) find_items(session, item, found);
  }
}

std::string some_answer(RandomForm& random, const FormSession& session, const Item& question) {
  const auto& choices = session.choices(question);
  const ControlKind kind = session.control_kind(question);
  if (random.chance(6)) return "";
  if (kind == ControlKind::input) return random.chance(8) ? "2.5" : std::to_string(random.number(10));
  if (choices.empty()) return "";
  const auto first = static_cast<std::size_t>(random.number(static_cast<int>(choices.size())));
  std::string answer = choices[first].value;
  if (kind == ControlKind::select_multiple) answer += " " + choices.front().value;
  for (std::size_t i = 1; kind == ControlKind::rank && i < choices.size(); ++i) answer += " " + choices[(first + i) % choices.size()].value;
  return answer;
}

// One thing that a person does. What the form refuses changes nothing.
void step(RandomForm& random, FormSession& session) {
  if (random.chance(12)) {
    (void)session.set_language(random.pick({"en", "fr"}));
    return;
  }
  std::vector<Item> items;
  find_items(session, session.body(), items);
  const Item item = items[static_cast<std::size_t>(random.number(static_cast<int>(items.size())))];
  switch (item.kind) {
  case Item::Kind::repeat:
    if (session.can_add(item)) (void)session.add_repeat(item);
    return;
  case Item::Kind::repeat_instance:
    if (session.can_remove(item) && random.chance(2)) (void)session.remove_repeat(item);
    return;
  case Item::Kind::question: (void)session.answer(item.node, some_answer(random, session, item)); return;
  case Item::Kind::group: return;
  }
}

} // namespace

TEST_CASE("step by step gives what the form says of the answers") {
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    RandomForm random(seed);
    CAPTURE(seed);
    const std::string document = random.document();
    Scenario form(document, random.attachments());
    for (int i = 0; i < 40; ++i) {
      step(random, form.session());
      const auto differences = PlainEvaluation(random.plain(), form.session()).differences();
      if (!differences.empty())
        FAIL("step " << i << "\n"
                     << differences.front() << "\n"
                     << document << "\n"
                     << form.session().serialise(FormSession::Keep::everything));
    }
  }
}

TEST_CASE("step by step gives what opening the draft anew gives") {
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    RandomForm random(seed);
    const std::string document = random.document();
    Scenario form(document, random.attachments());
    for (int i = 0; i < 40; ++i) {
      step(random, form.session());
      auto anew = FormSession::resume(form.form(), form.session().serialise(FormSession::Keep::everything), fixed_environment(2));
      REQUIRE(anew);
      INFO("seed ", seed, ", step ", i, "\n", document);
      REQUIRE(form.session().serialise(FormSession::Keep::everything) == anew->serialise(FormSession::Keep::everything));
      REQUIRE(form.session().serialise() == anew->serialise());
    }
  }
}
