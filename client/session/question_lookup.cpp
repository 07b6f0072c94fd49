#include "client/session/question_lookup.h"

#include <algorithm>

namespace pilotage::session {

using forms::FormSession;
using forms::Item;

namespace {

// Visits every item below `parent` in order; goes into the instances of repeats only where it is told to. The visitor says
// whether it has seen enough.
bool walk(const FormSession& form, const Item& parent, bool into_repeats, const std::function<bool(const Item&)>& visit) {
  for (const Item& item : form.children(parent)) {
    if (visit(item)) return true;
    const bool descend = item.kind == Item::Kind::group || (into_repeats && item.kind != Item::Kind::question);
    if (descend && walk(form, item, into_repeats, visit)) return true;
  }
  return false;
}

} // namespace

std::string_view last_name(std::string_view ref) {
  const std::string_view name = ref.substr(ref.rfind('/') + 1);
  return name.substr(0, name.find('['));
}

std::string without_position(const std::string& ref) { return ref.ends_with(']') ? ref.substr(0, ref.rfind('[')) : ref; }

std::string ref_of(const FormSession& form, const Item& item) {
  if (item.kind != Item::Kind::repeat) return form.ref(item.node);
  const std::vector<Item> instances = form.children(item);
  return instances.empty() ? "" : without_position(form.ref(instances.front().node));
}

std::vector<Item> items_named(const FormSession& form, const Item& scope, std::string_view name) {
  std::vector<Item> found;
  walk(form, scope, false, [&](const Item& item) {
    if (last_name(ref_of(form, item)) == name) found.push_back(item);
    return false;
  });
  // A group around a repeat, and a group without a reference, bear a name that is not their own.
  const auto is_group = [](const Item& item) { return item.kind == Item::Kind::group; };
  if (!std::ranges::all_of(found, is_group)) std::erase_if(found, is_group);
  return found;
}

std::optional<Item> question_of(const FormSession& form, forms::Node node) {
  std::optional<Item> question;
  walk(form, form.body(), true, [&](const Item& item) {
    if (item.kind == Item::Kind::question && item.node == node) question = item;
    return question.has_value();
  });
  return question;
}

std::optional<Item> scope_of(const FormSession& form, std::string_view ref) {
  if (ref.empty()) return form.body();
  std::optional<Item> scope;
  walk(form, form.body(), true, [&](const Item& item) {
    if (item.kind != Item::Kind::question && item.kind != Item::Kind::repeat && form.ref(item.node) == ref) scope = item;
    return scope && scope->kind == Item::Kind::repeat_instance;
  });
  return scope;
}

std::vector<std::string> places_for_repeats(const FormSession& form, const Item& scope) {
  std::vector<std::string> places = {form.ref(scope.node)};
  walk(form, scope, false, [&](const Item& item) {
    if (item.kind == Item::Kind::group) places.push_back(form.ref(item.node));
    return false;
  });
  std::ranges::sort(places);
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

} // namespace pilotage::session
