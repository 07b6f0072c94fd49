// Any bytes as an XForm document, an attachment and a saved response, separated by zero bytes: opened, answered, saved and opened again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

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

// Answers what the body shows, some instances deep.
void walk(FormSession& session, const Item& parent, int depth) {
  if (depth > 6) return;
  for (const Item& item : session.children(parent)) {
    (void)session.text(item);
    if (item.kind == Item::Kind::question) {
      const auto& choices = session.choices(item);
      (void)session.answer(item.node, choices.empty() ? "7" : choices.front().value);
      continue;
    }
    if (item.kind == Item::Kind::repeat && depth < 3) (void)session.add_repeat(item);
    walk(session, item, depth + 1);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view document = take(rest);
  const std::string attachment(take(rest));
  const auto form = FormDefinition::parse(document, {{"a.csv", attachment}, {"a.geojson", attachment}, {"a.xml", attachment}});
  if (!form) return 0;
  if (auto resumed = FormSession::resume(*form, rest, fixed_environment())) (void)resumed->serialise();
  auto session = FormSession::start(*form, fixed_environment());
  if (!session) return 0;
  walk(*session, session->body(), 0);
  (void)session->validate();
  const std::string saved = session->serialise(FormSession::Keep::everything);
  // What the engine itself has written, it must be able to read.
  const auto again = FormSession::resume(*form, saved, fixed_environment());
  if (!again && again.error().code == ErrorCode::malformed && again.error().where.starts_with("the saved response")) std::abort();
  return 0;
}
