#include "forms/engine/plain_evaluation.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "forms/model/xml_tree.h"

namespace pilotage::forms {

using xpath::NodeId;
using Kind = PlainRule::Kind;

namespace {

template <typename T>
T or_say(Result<T> result, std::string_view expression) {
  if (!result) throw std::runtime_error(std::string(expression) + ": " + result.error().to_string());
  return *std::move(result);
}

std::string yes_or_no(bool value) { return value ? "yes" : "no"; }

std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += (all.empty() ? "" : ", ") + line;
  return all;
}

} // namespace

PlainEvaluation::PlainEvaluation(const PlainForm& form, const FormSession& session)
    : form_(form), session_(session), everything_(or_say(read_tree(session.serialise(FormSession::Keep::everything), "all", names_), "")) {
  for (const auto& [id, xml] : form.tables) tables_.emplace(id, or_say(read_tree(xml, id, names_), id));
  const NodeId root = everything_.document_element();
  const std::string ref = "/" + std::string(names_.local(everything_.name(root)));
  find_places(root, ref, ref);
  relevant_ = everything_;
  for (const Place& place : places_) {
    const Place* parent = parent_of(place);
    if (!place.state.relevant && (parent == nullptr || parent->state.relevant)) relevant_.remove(place.element);
  }
}

void PlainEvaluation::find_places(NodeId element, const std::string& ref, const std::string& path) {
  const auto node = session_.find(ref);
  if (!node) throw std::runtime_error("the session does not find " + ref);
  places_.push_back({.ref = ref, .path = path, .element = element, .node = *node, .state = session_.state(*node)});
  std::map<std::string, int> counts;
  for (NodeId child = everything_.first_child(element); child != xpath::kNoNode; child = everything_.next_sibling(child)) {
    if (!everything_.is_element(child)) continue;
    const std::string name(names_.local(everything_.name(child)));
    const std::string below = path + "/" + name;
    const int position = ++counts[name];
    find_places(child, ref + "/" + name + (session_.is_repeat(below) ? "[" + std::to_string(position) + "]" : ""), below);
  }
}

const PlainEvaluation::Place* PlainEvaluation::parent_of(const Place& place) const {
  const auto found = std::ranges::find(places_, everything_.parent(place.element), &Place::element);
  return found == places_.end() ? nullptr : &*found;
}

xpath::Tree PlainEvaluation::seen_from(const Place& place) const {
  if (place.state.relevant) return relevant_;
  xpath::Tree seen = everything_;
  for (const Place& other : places_) {
    const Place* parent = parent_of(other);
    if (other.element != place.element && !other.state.relevant && (parent == nullptr || parent->state.relevant))
      seen.remove(other.element);
  }
  return seen;
}

std::optional<xpath::NodeRef> PlainEvaluation::instance(std::string_view id) {
  const auto found = tables_.find(id);
  if (found == tables_.end()) return std::nullopt;
  return xpath::NodeRef{&found->second, xpath::kDocument};
}

std::string PlainEvaluation::text(const xpath::Tree& tree, NodeId node, NodeId current, const std::string& text) {
  const auto expression = or_say(xpath::Expression::parse(text, {}, names_), text);
  std::string out;
  const xpath::Context context{.node = {&tree, node}, .current = {&tree, current}, .host = this};
  if (const auto done = xpath::evaluate_string(expression, context, out); !done) throw std::runtime_error(done.error().to_string());
  return out;
}

std::string PlainEvaluation::text(const Place& place, const std::string& expression) {
  const xpath::Tree tree = seen_from(place);
  return text(tree, place.element, place.element, expression);
}

std::string PlainEvaluation::calculated(const Place& place, const std::string& text) {
  const xpath::Tree tree = seen_from(place);
  const auto expression = or_say(xpath::Expression::parse(text, {}, names_), text);
  const auto value = or_say(xpath::evaluate(expression, {.node = {&tree, place.element}, .host = this}), text);
  const std::string result = value.to_string();
  return value.is(xpath::ValueType::number) && result == "NaN" ? "" : result;
}

bool PlainEvaluation::truth(const Place& place, const std::string& text) {
  const xpath::Tree tree = seen_from(place);
  const auto expression = or_say(xpath::Expression::parse(text, {}, names_), text);
  return or_say(xpath::evaluate_boolean(expression, {.node = {&tree, place.element}, .host = this}), text);
}

std::vector<std::string> PlainEvaluation::choices(const Place& place, const PlainItemset& itemset) {
  const xpath::Tree tree = seen_from(place);
  const auto nodes = or_say(xpath::Expression::parse(itemset.nodes, {}, names_), itemset.nodes);
  const xpath::Context context{.node = {&tree, place.element}, .current = {&tree, place.element}, .host = this};
  std::vector<std::string> all;
  for (const xpath::NodeRef item : or_say(xpath::evaluate_nodes(nodes, context), itemset.nodes)) {
    all.push_back(text(*item.tree, item.id, item.id, itemset.value) + "=" + text(*item.tree, item.id, item.id, itemset.label));
  }
  return all;
}

const std::string* PlainEvaluation::rule(Kind kind, const std::string& path) const {
  const auto found = std::ranges::find_if(form_.rules, [&](const PlainRule& rule) { return rule.kind == kind && rule.path == path; });
  return found == form_.rules.end() ? nullptr : &found->expression;
}

void PlainEvaluation::differ(const Place& place, std::string_view what, const std::string& plain, const std::string& session) {
  if (plain != session) differences_.push_back(place.ref + ", " + std::string(what) + ": \"" + plain + "\", not \"" + session + "\"");
}

void PlainEvaluation::compare_state(const Place& place) {
  const Place* parent = parent_of(place);
  if (parent != nullptr && !parent->state.relevant) {
    differ(place, "relevant", "no", yes_or_no(place.state.relevant));
    return;
  }
  const std::string* relevant = rule(Kind::relevant, place.path);
  differ(place, "relevant", yes_or_no(relevant == nullptr || truth(place, *relevant)), yes_or_no(place.state.relevant));
  if (!place.state.relevant) return;
  const std::string* required = rule(Kind::required, place.path);
  differ(place, "required", yes_or_no(required != nullptr && truth(place, *required)), yes_or_no(place.state.required));
  const std::string* readonly = rule(Kind::readonly, place.path);
  const bool inherited = parent != nullptr && parent->state.readonly;
  differ(place, "readonly", yes_or_no(inherited || (readonly != nullptr && truth(place, *readonly))), yes_or_no(place.state.readonly));
}

void PlainEvaluation::compare_choices(const Place& place) {
  const auto itemset = std::ranges::find(form_.itemsets, place.path, &PlainItemset::path);
  if (itemset == form_.itemsets.end()) return;
  std::vector<std::string> shown;
  for (const Choice& choice : session_.choices(*session_.question(place.node))) shown.push_back(choice.value + "=" + choice.label);
  differ(place, "choices", joined(choices(place, *itemset)), joined(shown));
}

void PlainEvaluation::compare(const Place& place) {
  compare_state(place);
  if (!place.state.relevant) return;
  if (const std::string* calculate = rule(Kind::calculate, place.path))
    differ(place, "value", calculated(place, *calculate), std::string(session_.value(place.node)));
  compare_choices(place);
  if (const std::string* label = rule(Kind::label, place.path))
    differ(place, "label", std::string(session_.language()) + ": " + text(place, *label),
           session_.text(*session_.question(place.node)).label);
  for (const PlainRule& count : form_.rules) {
    if (count.kind != Kind::count || count.path.substr(0, count.path.rfind('/')) != place.path) continue;
    const double wanted = xpath::string_to_number(text(place, count.expression));
    const int there = session_.repeat_count(place.ref + count.path.substr(place.path.size()));
    if (!std::isnan(wanted)) differ(place, "instances", std::to_string(std::max(0, static_cast<int>(wanted))), std::to_string(there));
  }
}

Invalidity PlainEvaluation::validity(const Place& place) {
  if (everything_.text(place.element).empty()) return place.state.required ? Invalidity::required : Invalidity::none;
  const std::string* constraint = rule(Kind::constraint, place.path);
  return constraint == nullptr || truth(place, *constraint) ? Invalidity::none : Invalidity::constraint;
}

void PlainEvaluation::compare_problems() {
  std::vector<std::string> plain;
  for (const Place& place : places_) {
    if (!place.state.relevant || !everything_.is_leaf(place.element)) continue;
    const Invalidity why = validity(place);
    differ(place, "validity", std::to_string(static_cast<int>(why)), std::to_string(static_cast<int>(session_.validity(place.node))));
    if (why != Invalidity::none) plain.push_back(place.ref + " " + std::to_string(static_cast<int>(why)));
  }
  std::vector<std::string> found;
  for (const Problem& problem : session_.validate())
    found.push_back(session_.ref(problem.node) + " " + std::to_string(static_cast<int>(problem.why)));
  differ(places_.front(), "problems", joined(plain), joined(found));
  const auto first = session_.first_invalid();
  const std::string shown = first ? session_.ref(first->node) + " " + std::to_string(static_cast<int>(first->why)) : "";
  differ(places_.front(), "first problem", plain.empty() ? "" : plain.front(), shown);
}

std::vector<std::string> PlainEvaluation::differences() {
  differences_.clear();
  for (const Place& place : places_) compare(place);
  compare_problems();
  return differences_;
}

} // namespace pilotage::forms
