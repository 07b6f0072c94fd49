#include "forms/model/bind_reader.h"

#include <algorithm>

#include "forms/xpath/characters.h"

namespace pilotage::forms {

namespace {

struct PartName {
  Namespace space;
  std::string_view name;
};
// In the order of BindReader::Part.
constexpr PartName kPartNames[] = {
    {Namespace::none, "nodeset"},
    {Namespace::none, "ref"},
    {Namespace::none, "id"},
    {Namespace::none, "type"},
    {Namespace::none, "relevant"},
    {Namespace::none, "required"},
    {Namespace::none, "readonly"},
    {Namespace::none, "constraint"},
    {Namespace::none, "calculate"},
    {Namespace::javarosa, "constraintMsg"},
    {Namespace::javarosa, "requiredMsg"},
    {Namespace::javarosa, "preload"},
    {Namespace::javarosa, "preloadParams"},
    {Namespace::entities, "saveto"},
};

} // namespace

BindReader::Part BindReader::part(const XmlNames& names, XmlNameId id) {
  return parts_.of(names, id, [&] {
    const Namespace space = names.space(id);
    const auto same = [&](const PartName& part) { return part.space == space && part.name == names.local(id); };
    const auto* found = std::ranges::find_if(kPartNames, same);
    if (found != std::end(kPartNames)) return static_cast<Part>(found - kPartNames);
    const bool other = space == Namespace::odk || space == Namespace::openrosa || names.local(id) == "saveIncomplete";
    return other ? Part::other : Part::none;
  });
}

void BindReader::collect(XmlElement element) {
  parts_found_ = {};
  others_.clear();
  element.each_attribute([&](XmlNameId id, std::string_view value) {
    const Part part = this->part(element.names(), id);
    if (part < Part::other) parts_found_[static_cast<std::size_t>(part)] = value;
    if (part == Part::other) others_.emplace_back(element.names().local(id), value);
  });
}

Result<PlaceId> BindReader::place_of() {
  const std::string_view nodeset = has(Part::nodeset) ? text(Part::nodeset) : text(Part::ref);
  if (nodeset.empty()) return fail(ErrorCode::malformed, "A <bind> has no nodeset attribute.", "model");
  const auto place = compiler_.plain_path(nodeset, kRootPlace);
  if (!place) return fail(ErrorCode::malformed, "The nodeset of a <bind> must be a plain path, such as /data/name.", std::string(nodeset));
  return *place;
}

Result<void> BindReader::read(XmlElement element) {
  collect(element);
  auto place = place_of();
  if (!place) return std::unexpected(place.error());
  if (*place == kNoPlace) {
    // Every ODK client takes such a form: the bind has nothing to act on.
    form_.warnings.push_back("There is no " + std::string(text(Part::nodeset)) + " in the main instance: its <bind> does nothing.");
    return {};
  }
  if (!text(Part::id).empty()) form_.bind_ids.emplace(text(Part::id), *place);
  if (!form_.shape.any_namesakes()) return read_at(*place);
  // XForms 1.0, "bind": the nodeset is a set of nodes, and the bind holds for each of them.
  for (const PlaceId each : form_.shape.namesakes(*place)) {
    if (auto read = read_at(each); !read) return read;
    if (each == *place) continue;
    // No control reaches any but the first: nobody could give the answer that is asked for.
    Bind& bind = form_.binds[static_cast<std::size_t>(form_.shape[each].bind)];
    bind.required = bind.constraint = kNoExpression;
  }
  return {};
}

Result<void> BindReader::read_at(PlaceId place) {
  std::int32_t& known = form_.shape[place].bind;
  if (known == -1) {
    known = static_cast<std::int32_t>(form_.binds.size());
    form_.binds.emplace_back().place = place;
  }
  Bind& bind = form_.binds[static_cast<std::size_t>(known)];
  if (auto read = read_type(bind); !read) return read;
  if (auto read = read_expressions(bind); !read) return read;
  if (auto read = read_messages(bind); !read) return read;
  if (has(Part::preload)) bind.preload = form_.strings.add(text(Part::preload));
  if (has(Part::preload_params)) bind.preload_params = form_.strings.add(text(Part::preload_params));
  if (has(Part::save_to)) bind.save_to = form_.strings.add(text(Part::save_to));
  bind.odk.insert(bind.odk.end(), others_.begin(), others_.end());
  return {};
}

Result<void> BindReader::read_type(Bind& bind) {
  if (!has(Part::type)) return {};
  const std::string_view type = text(Part::type);
  const auto known = data_type(type);
  if (!known)
    return fail(ErrorCode::unsupported, "There is no data type \"" + std::string(type) + "\".", "bind of " + form_.path(bind.place));
  bind.type = *known;
  bind.typed = true;
  return {};
}

Result<void> BindReader::read_expressions(Bind& bind) {
  struct Property {
    Part part;
    ExpressionId& expression;
  };
  const Property properties[] = {{Part::relevant, bind.relevant},
                                 {Part::required, bind.required},
                                 {Part::readonly, bind.readonly},
                                 {Part::constraint, bind.constraint},
                                 {Part::calculate, bind.calculate}};
  for (const auto& [part, expression] : properties) {
    if (xpath::trim_xml_space(text(part)).empty()) continue;
    if (&expression == &bind.calculate && !form_.shape[bind.place].leaf) {
      form_.warnings.push_back(form_.path(bind.place) + " is a group: it has no value that could be calculated.");
      continue;
    }
    auto compiled = compiler_.compile(text(part), bind.place, kPartNames[static_cast<std::size_t>(part)].name);
    if (!compiled) return std::unexpected(compiled.error());
    expression = *compiled;
  }
  return {};
}

Result<void> BindReader::read_messages(Bind& bind) {
  auto constraint = texts_.read_message(text(Part::constraint_message), bind.place);
  if (!constraint) return std::unexpected(constraint.error());
  auto required = texts_.read_message(text(Part::required_message), bind.place);
  if (!required) return std::unexpected(required.error());
  if (constraint->kind != TextSource::Kind::none) bind.constraint_message = *constraint;
  if (required->kind != TextSource::Kind::none) bind.required_message = *required;
  return {};
}

} // namespace pilotage::forms
