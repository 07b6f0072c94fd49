#include "forms/model/body_reader.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "forms/model/search_appearance.h"
#include "forms/xpath/characters.h"
#include "forms/xpath/value.h"

namespace pilotage::forms {

namespace {

std::optional<ControlKind> control_kind(XmlElement element) {
  static constexpr std::pair<std::string_view, ControlKind> kKinds[] = {
      {"group", ControlKind::group},        {"repeat", ControlKind::repeat},          {"input", ControlKind::input},
      {"select1", ControlKind::select_one}, {"select", ControlKind::select_multiple}, {"range", ControlKind::range},
      {"upload", ControlKind::upload},      {"trigger", ControlKind::trigger},        {"rank", ControlKind::rank},
  };
  const auto* found = std::ranges::find(kKinds, element.name(), &std::pair<std::string_view, ControlKind>::first);
  if (found == std::end(kKinds)) return std::nullopt;
  const bool ours = found->second == ControlKind::rank ? element.space() == Namespace::odk : element.is(element.name());
  return ours ? std::optional(found->second) : std::nullopt;
}

bool is_true_literal(std::string_view value) { return value == "true()" || value == "true"; }

} // namespace

BodyReader::Meaning BodyReader::meaning(XmlElement element) {
  return meanings_.of(element.names(), element.name_id(), [&] { return find_meaning(element); });
}

BodyReader::Meaning BodyReader::find_meaning(XmlElement element) {
  static constexpr std::pair<std::string_view, Part> kParts[] = {
      {"label", Part::label}, {"hint", Part::hint},   {"help", Part::passed_over}, {"alert", Part::passed_over},
      {"item", Part::item},   {"value", Part::value}, {"itemset", Part::itemset},
  };
  if (const auto kind = control_kind(element)) return {Part::control, *kind};
  for (const auto& [name, part] : kParts) {
    if (element.is(name)) return {part};
  }
  return {ActionReader::is_action(element) ? Part::action : Part::none};
}

std::int32_t BodyReader::add(ControlKind kind, std::int32_t parent) {
  const auto id = static_cast<std::int32_t>(form_.controls.size());
  Control& control = form_.controls.emplace_back();
  control.kind = kind;
  control.parent = parent;
  last_child_.push_back(-1);
  if (parent == -1) return id;
  std::int32_t& last = last_child_[static_cast<std::size_t>(parent)];
  (last == -1 ? at(parent).first_child : at(last).next_sibling) = id;
  last = id;
  return id;
}

Result<void> BodyReader::read(XmlElement body) {
  const std::int32_t root = add(ControlKind::group, -1);
  at(root).place = kRootPlace;
  at(root).appearance = form_.strings.add(body.attribute("class"));
  form_.choices.reserve(body.rows() / 3); // an item has a value, and most have a label
  return read_children(body, root);
}

Result<void> BodyReader::read_children(XmlElement element, std::int32_t parent) {
  for (XmlElement child = element.first_child(); child; child = child.next()) {
    const auto [part, kind] = meaning(child);
    auto read = part == Part::control ? read_control(child, kind, parent) : read_part(child, part, parent);
    if (!read) return read;
  }
  return {};
}

BodyReader::Attributes BodyReader::read_attributes(XmlElement element) {
  Attributes found;
  std::optional<std::string_view> ref;
  std::optional<std::string_view> nodeset;
  element.each_attribute([&](XmlNameId id, std::string_view value) {
    const std::string_view name = element.names().local(id);
    const bool plain = element.names().space(id) == Namespace::none;
    if (name == "ref") {
      if (plain) ref = value;
    } else if (name == "nodeset") {
      if (plain) nodeset = value;
    } else if (name == "bind") {
      if (plain) found.bind = value;
      found.has_ref = found.has_ref || plain;
    } else if (name == "appearance") {
      if (plain) found.appearance = value;
    } else {
      found.parameters.emplace_back(form_.strings.add(name), form_.strings.add(value));
    }
  });
  found.has_ref = found.has_ref || ref || nodeset;
  found.ref = ref ? *ref : nodeset.value_or(std::string_view());
  return found;
}

Result<PlaceId> BodyReader::place_of(XmlElement element, const Attributes& attributes, ControlKind kind, PlaceId outer) {
  if (!attributes.bind.empty()) {
    const auto found = form_.bind_ids.find(attributes.bind);
    if (found == form_.bind_ids.end())
      return fail(ErrorCode::not_found, "There is no <bind> with the id \"" + std::string(attributes.bind) + "\".", element.description());
    return found->second;
  }
  const std::string_view ref = attributes.ref;
  if (ref.empty()) {
    if (kind == ControlKind::group) return outer;
    return fail(ErrorCode::malformed, "A question has no ref attribute.", element.description() + " in the body");
  }
  const auto place = compiler_.plain_path(ref, outer);
  if (!place) return fail(ErrorCode::unsupported, "The ref of a question must be a plain path, such as /data/name.", std::string(ref));
  return *place;
}

Result<void> BodyReader::read_control(XmlElement element, ControlKind kind, std::int32_t parent) {
  const PlaceId outer = at(parent).place;
  Attributes attributes = read_attributes(element);
  auto place = place_of(element, attributes, kind, outer);
  if (!place) return std::unexpected(place.error());
  if (*place == kNoPlace) {
    form_.warnings.push_back("There is no " + std::string(attributes.ref) + " in the main instance: its " + element.description() +
                             " in the body is left out.");
    return {};
  }
  if (!form_.shape.is_ancestor_or_self(form_.shape.frame(form_.shape[outer].frame).root, *place) && kind != ControlKind::repeat) {
    return fail(ErrorCode::unsupported, "The question " + form_.path(*place) + " lies outside the repeat that it is shown in.",
                element.description());
  }
  if (kind == ControlKind::repeat && !form_.shape[*place].repeat)
    return fail(ErrorCode::unsupported, "What a <repeat> shows must be a group of the main instance: " + form_.path(*place) + " is none.",
                element.description());
  // <group ref="R"><label/><repeat nodeset="R">: one thing, the repeat with its label.
  const bool labels_repeat = kind == ControlKind::repeat && parent != 0 && at(parent).kind == ControlKind::group &&
                             at(parent).first_child == -1 && at(parent).group_of == *place;
  const std::int32_t id = labels_repeat ? parent : add(kind, parent);
  Control& control = at(id);
  control.kind = kind;
  control.place = *place;
  control.has_ref = attributes.has_ref;
  if (kind == ControlKind::group && form_.shape[*place].repeat && *place != outer) {
    // The group around a repeat has the repeat's ref, and stands where the repeat's instances are.
    control.group_of = *place;
    control.place = form_.shape[*place].parent;
  }
  if (!attributes.appearance.empty()) control.appearance = form_.strings.add(attributes.appearance);
  if (control.parameters.empty())
    control.parameters = std::move(attributes.parameters);
  else // of the group around a repeat
    control.parameters.insert(control.parameters.end(), attributes.parameters.begin(), attributes.parameters.end());
  if (kind != ControlKind::group && kind != ControlKind::repeat) form_.control_of[static_cast<std::size_t>(*place)] = id;
  if (kind == ControlKind::repeat) {
    if (auto read = read_repeat(element, id); !read) return read;
  }
  if (auto read = read_children(element, id); !read) return read;
  if (kind == ControlKind::select_one || kind == ControlKind::select_multiple) {
    if (auto read = read_search_appearance(id); !read) return read;
  }
  return check_control(id);
}

// What a person could not answer.
Result<void> BodyReader::check_control(std::int32_t id) const {
  const Control& control = form_.control(id);
  const bool selects =
      control.kind == ControlKind::select_one || control.kind == ControlKind::select_multiple || control.kind == ControlKind::rank;
  if (selects && control.choice_count == 0 && control.itemset == -1)
    return fail(ErrorCode::malformed, "The question has no choices.", form_.path(control.place));
  if (control.kind != ControlKind::range) return {};
  for (const auto& [name, value] : control.parameters) {
    if ((name == "start" || name == "end" || name == "step") && std::isnan(xpath::string_to_number(value)))
      return fail(ErrorCode::malformed, "The " + std::string(name) + " of the range must be a number, not \"" + std::string(value) + "\".",
                  form_.path(control.place));
  }
  return {};
}

Result<void> BodyReader::read_part(XmlElement element, Part part, std::int32_t control) {
  const ControlKind kind = at(control).kind;
  const bool selects = kind == ControlKind::select_one || kind == ControlKind::select_multiple || kind == ControlKind::rank;
  switch (part) {
  case Part::passed_over: return {};
  case Part::label:
  case Part::hint: {
    auto text = texts_.read(element, at(control).place);
    if (!text) return std::unexpected(text.error());
    (part == Part::label ? at(control).label : at(control).hint) = *text;
    return {};
  }
  case Part::item:
    if (selects) return read_choice(element, control);
    break;
  case Part::itemset:
    if (selects) return read_itemset(element, control);
    break;
  case Part::action: return actions_.read(element, control);
  default: break;
  }
  return fail(ErrorCode::unsupported, element.description() + " is not supported in the body of a form.", form_.path(at(control).place));
}

Result<void> BodyReader::read_choice(XmlElement item, std::int32_t control) {
  ChoiceSource choice;
  for (XmlElement part = item.first_child(); part; part = part.next()) {
    const Part what = meaning(part).part;
    if (what == Part::value) {
      choice.value = form_.strings.add(xpath::trim_xml_space(part.text()));
    } else if (what == Part::label) {
      auto label = texts_.read(part, at(control).place);
      if (!label) return std::unexpected(label.error());
      choice.label = *label;
    } else {
      return fail(ErrorCode::unsupported, part.description() + " is not supported in a choice.", form_.path(at(control).place));
    }
  }
  add_choice(at(control), choice);
  return {};
}

// The choices of a control stand together, also where another control is written among them.
void BodyReader::add_choice(Control& control, const ChoiceSource& choice) {
  auto& all = form_.choices;
  const auto end = static_cast<std::int32_t>(all.size());
  if (control.first_choice + control.choice_count != end) {
    for (std::int32_t i = 0; i < control.choice_count; ++i) {
      const ChoiceSource earlier = all[static_cast<std::size_t>(control.first_choice + i)];
      all.push_back(earlier);
    }
    control.first_choice = end;
  }
  all.push_back(choice);
  ++control.choice_count;
}

Result<void> BodyReader::read_repeat(XmlElement element, std::int32_t id) {
  Control& control = at(id);
  control.fixed = is_true_literal(element.attribute("noAddRemove", Namespace::javarosa));
  const std::string_view count = element.attribute("count", Namespace::javarosa);
  if (count.empty()) return {};
  // Relative paths start at the repeat itself: current()/../number.
  auto compiled = compiler_.compile(count, control.place, "jr:count");
  if (!compiled) return std::unexpected(compiled.error());
  at(id).count = *compiled;
  return {};
}

Result<void> BodyReader::read_itemset(XmlElement element, std::int32_t control) {
  const PlaceId place = at(control).place;
  const std::string_view nodeset = element.has("nodeset") ? element.attribute("nodeset") : element.attribute("ref");
  if (nodeset.empty()) return fail(ErrorCode::malformed, "An <itemset> has no nodeset attribute.", form_.path(place));
  auto nodes = compiler_.compile(nodeset, place, "choices");
  if (!nodes) return std::unexpected(nodes.error());
  Itemset itemset{.nodes = *nodes};
  const auto& result = form_.expression(*nodes).result;
  if (!result.empty()) itemset.items = result[0];
  for (const std::string_view part : {"value", "label"}) {
    if (auto read = read_itemset_part(element, part, control, itemset); !read) return read;
  }
  if (itemset.value == kNoExpression) return fail(ErrorCode::malformed, "An <itemset> has no <value ref=\"…\">.", form_.path(place));
  at(control).itemset = static_cast<std::int32_t>(form_.itemsets.size());
  form_.itemsets.push_back(itemset);
  return {};
}

// A select with search() becomes one with an itemset.
Result<void> BodyReader::read_search_appearance(std::int32_t id) {
  auto search = read_search(at(id).appearance);
  const PlaceId place = at(id).place;
  if (!search) return fail(search.error().code, search.error().message, form_.path(place) + ", " + search.error().where);
  if (!*search) return {};
  const std::span<ChoiceSource> choices(form_.choices.data() + at(id).first_choice, static_cast<std::size_t>(at(id).choice_count));
  const auto written = std::ranges::stable_partition(choices, [](const ChoiceSource& choice) { return !stands_for_rows(choice); });
  if (written.empty())
    return fail(ErrorCode::malformed, "With search() one choice must name the columns of the value and of the label.", form_.path(place));
  if (auto found = sources_.table((*search)->table); !found) return found;
  const ChoiceSource rows = written.front();
  at(id).choice_count -= static_cast<std::int32_t>(written.size());
  const std::string label = rows.label.kind == TextSource::Kind::itext ? columns_text_of_itext(form_.itext.name(rows.label.index))
                                                                       : columns_text(rows.label.plain);
  const auto compile = [&](std::string_view text, std::string_view role, ExpressionCompiler::Stands stands, ExpressionId& into) {
    auto compiled = compiler_.compile(text, place, role, stands);
    if (compiled) into = *compiled;
    return compiled;
  };
  Itemset itemset;
  for (const auto& compiled : {compile((*search)->nodes, "choices", ExpressionCompiler::Stands::on_the_place, itemset.nodes),
                               compile(rows.value, "value of the choices", ExpressionCompiler::Stands::on_an_item, itemset.value),
                               compile(label, "label of the choices", ExpressionCompiler::Stands::on_an_item, itemset.label)}) {
    if (!compiled) return std::unexpected(compiled.error());
  }
  at(id).appearance = form_.strings.add((*search)->rest);
  at(id).itemset = static_cast<std::int32_t>(form_.itemsets.size());
  form_.itemsets.push_back(itemset);
  return {};
}

Result<void> BodyReader::read_itemset_part(XmlElement element, std::string_view name, std::int32_t control, Itemset& itemset) {
  const PlaceId place = at(control).place;
  const XmlElement part = element.child(name);
  if (element.child("copy"))
    return fail(ErrorCode::unsupported, "<copy> in an <itemset> is not supported. Use <value>.", form_.path(place));
  if (!part) return {};
  std::string_view ref = xpath::trim_xml_space(part.attribute("ref"));
  const bool label = name == "label";
  if (label && ref.starts_with("jr:itext(") && ref.ends_with(')')) {
    itemset.label_is_itext = true;
    ref = xpath::trim_xml_space(ref.substr(9, ref.size() - 10));
  }
  if (ref.empty()) return fail(ErrorCode::malformed, "The <" + std::string(name) + "> of an <itemset> has no ref.", form_.path(place));
  const bool main = itemset.items != kNoPlace;
  auto compiled = compiler_.compile(ref, main ? itemset.items : place, label ? "label of the choices" : "value of the choices",
                                    main ? ExpressionCompiler::Stands::on_the_place : ExpressionCompiler::Stands::on_an_item);
  if (!compiled) return std::unexpected(compiled.error());
  (label ? itemset.label : itemset.value) = *compiled;
  const xpath::Ast& ast = form_.expression(*compiled).expression.ast();
  const xpath::AstNode& root = ast[ast.root()];
  if (root.kind != xpath::AstKind::path) return {};
  const auto steps = ast.steps_of(ast.path(root));
  if (ast.path(root).start != xpath::PathStart::context || steps.size() != 1 || steps[0].axis != xpath::Axis::child) return {};
  if (steps[0].test == xpath::NodeTest::name && steps[0].predicate_count == 0)
    (label ? itemset.label_name : itemset.value_name) = steps[0].name;
  return {};
}

} // namespace pilotage::forms
