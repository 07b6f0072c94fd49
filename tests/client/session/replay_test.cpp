// Replaying the journal gives the state that was live, whatever the steps were.
#include <cstdlib>
#include <iostream>
#include <random>

#include "client/session/fixture.h"

using namespace pilotage;
using namespace pilotage::tests;

namespace {

class RandomPerson {
public:
  explicit RandomPerson(unsigned seed) : random_(seed) {}

  void step(session::Filling& filling) {
    switch (random_() % 10) {
    case 0: (void)filling.add_repeat("/data/person"); break;
    case 1: (void)filling.remove_repeat("/data/person[" + std::to_string(1 + random_() % 4) + "]"); break;
    case 2: (void)filling.undo(); break;
    case 3: (void)filling.redo(); break;
    case 4: (void)filling.set_language(random_() % 2 == 0 ? "English (en)" : "Français (fr)"); break;
    case 5: comment(filling); break;
    default: answer_something(filling); break;
    }
  }

private:
  void answer_something(session::Filling& filling) {
    static const std::array<std::string, 8> kRefs = {"/data/name",
                                                     "/data/age",
                                                     "/data/guardian",
                                                     "/data/region",
                                                     "/data/town",
                                                     "/data/person[1]/first",
                                                     "/data/person[2]/years",
                                                     "/data/person[3]/first"};
    static const std::array<std::string, 8> kValues = {"", "5", "17", "30", "200", "north", "rabat", "l\xE2\x80\x99\xC5\x93uvre"};
    if (const auto node = filling.form().find(kRefs[random_() % kRefs.size()]))
      (void)filling.answer(*node, kValues[random_() % kValues.size()]);
  }

  void comment(session::Filling& filling) {
    if (const auto node = filling.form().find("/data/person[" + std::to_string(1 + random_() % 3) + "]/first"))
      (void)filling.set_comment(*node, random_() % 3 == 0 ? "" : "remark " + std::to_string(random_() % 10));
  }

  std::mt19937 random_;
};

} // namespace

TEST_CASE("replay equals the live state after random steps") {
  const char* seed_text = std::getenv("PILOTAGE_SEED");
  const unsigned first = seed_text != nullptr ? static_cast<unsigned>(std::stoul(seed_text)) : std::random_device{}();
  std::cout << "replay seed " << first << "\n";
  for (unsigned round = 0; round < 20; ++round) {
    SessionFixture fixture;
    auto filling = fixture.start();
    RandomPerson person(first + round);
    for (int steps = 0; steps < 60; ++steps) {
      person.step(filling);
      if (steps % 7 != 0) continue;
      CAPTURE(first + round);
      CAPTURE(steps);
      const auto again = fixture.reopen(filling);
      REQUIRE(everything(again) == everything(filling));
      REQUIRE(again.form().language() == filling.form().language());
      REQUIRE(again.comments() == filling.comments());
      REQUIRE(again.can_undo() == filling.can_undo());
      REQUIRE(again.can_redo() == filling.can_redo());
      REQUIRE(again.not_restored().empty());
    }
  }
}
