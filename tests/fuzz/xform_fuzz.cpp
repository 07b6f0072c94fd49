// Any bytes as an XForm document, an attachment, a saved response and the steps of a person, separated by zero bytes: a new response, the
// saved one and a correction of it are filled in, checked, saved and opened again.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "forms/engine/form_session.h"

using namespace pilotage;
using namespace pilotage::forms;

namespace {

std::string_view take(std::string_view& rest) {
  const std::size_t end = rest.find('\0');
  const std::string_view part = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return part;
}

// The bytes of the steps, one at a time; 0 for ever when they are used up.
class Steps {
public:
  explicit Steps(std::string_view bytes) : bytes_(bytes) {}
  unsigned next() {
    if (bytes_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return byte;
  }
  bool done() const { return bytes_.empty(); }

private:
  std::string_view bytes_;
};

constexpr std::size_t kMostSteps = 24;
// Small as numbers, dates too: they may be the count of a repeat.
constexpr std::array<std::string_view, 8> kAnswers = {"7", "", "a", "a b", "1970-01-04", "1 2 3 4", "12:30:00.000Z", "-0.5"};

// Everything that the screen shows, some levels deep; the items that were seen.
void look(FormSession& session, const Item& parent, int depth, std::vector<Item>& seen) {
  if (depth > 6 || seen.size() > 60) return;
  for (const Item& item : session.children(parent)) {
    seen.push_back(item);
    (void)session.text(item);
    (void)session.appearance(item);
    if (item.kind == Item::Kind::question) {
      (void)session.choices(item);
      (void)session.validity(item.node);
      // Another node where two have the same name and are no repeat.
      if (!session.find(session.ref(item.node))) std::abort();
    } else {
      look(session, item, depth + 1, seen);
    }
  }
}

void step(FormSession& session, const Item& item, unsigned kind) {
  switch (item.kind) {
  case Item::Kind::question: {
    const auto& choices = session.choices(item);
    (void)session.answer(item.node,
                         choices.empty() || kind % 4 == 3 ? kAnswers[kind % kAnswers.size()] : choices[kind % choices.size()].value);
    return;
  }
  case Item::Kind::repeat: (void)session.add_repeat(item); return;
  case Item::Kind::repeat_instance:
    if (kind % 2 == 1) (void)session.remove_repeat(item);
    return;
  case Item::Kind::group: return;
  }
}

// Once through the body from the top, then wherever the steps lead.
void fill(FormSession& session, Steps steps) {
  std::vector<Item> seen;
  look(session, session.body(), 0, seen);
  for (std::size_t i = 0; i < seen.size() && i < kMostSteps; ++i) {
    if (seen[i].kind != Item::Kind::repeat_instance) step(session, seen[i], steps.next());
  }
  for (std::size_t i = 0; i < kMostSteps && !steps.done(); ++i) {
    const auto languages = session.form().languages();
    const unsigned byte = steps.next();
    if (byte % 16 == 15 && !languages.empty()) (void)session.set_language(languages[byte / 16 % languages.size()]);
    seen.clear();
    look(session, session.body(), 0, seen);
    if (!seen.empty()) step(session, seen[byte % seen.size()], steps.next());
  }
}

// Checks it and saves it. What the engine itself has written, it must be able to read.
void check_and_save(FormSession& session, const std::shared_ptr<const FormDefinition>& form) {
  const auto problems = session.validate();
  if (session.first_invalid().has_value() == problems.empty()) std::abort();
  (void)session.entities();
  (void)session.attachment_names();
  for (const auto keep : {FormSession::Keep::everything, FormSession::Keep::relevant}) {
    const auto again = FormSession::resume(form, session.serialise(keep), fixed_environment());
    if (!again && again.error().code == ErrorCode::malformed && again.error().where.starts_with("the saved response")) std::abort();
  }
  (void)session.finalize();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view document = take(rest);
  const std::string attachment(take(rest));
  const std::string_view saved = take(rest);
  const Steps steps(rest);
  const auto form = FormDefinition::parse(document, {{"a.csv", attachment}, {"a.geojson", attachment}, {"a.xml", attachment}});
  if (!form) return 0;
  auto environment = fixed_environment();
  environment.last_saved = saved;
  CarryOver carried;
  auto started = FormSession::start(*form, environment);
  auto resumed = FormSession::resume(*form, saved, environment, &carried);
  auto corrected = FormSession::edit(*form, saved, environment);
  for (auto* session : {&started, &resumed, &corrected}) {
    if (!*session) continue;
    fill(**session, steps);
    check_and_save(**session, *form);
  }
  return 0;
}
