#include "forms/model/bind_reader.h"

namespace pilotage::forms {

Result<PlaceId> BindReader::place_of(XmlElement bind) {
  const std::string_view nodeset = bind.has("nodeset") ? bind.attribute("nodeset") : bind.attribute("ref");
  if (nodeset.empty()) return fail(ErrorCode::malformed, "A <bind> has no nodeset attribute.", "model");
  const auto place = compiler_.plain_path(nodeset, kRootPlace);
  if (!place) return fail(ErrorCode::malformed, "The nodeset of a <bind> must be a plain path, such as /data/name.", std::string(nodeset));
  return *place;
}

Result<void> BindReader::read(XmlElement element) {
  auto place = place_of(element);
  if (!place) return std::unexpected(place.error());
  if (*place == kNoPlace) {
    // Every ODK client takes such a form: the bind has nothing to act on.
    form_.warnings.push_back("There is no " + std::string(element.attribute("nodeset")) +
                             " in the main instance: its <bind> does nothing.");
    return {};
  }
  if (const std::string_view id = element.attribute("id"); !id.empty()) form_.bind_ids.emplace(id, *place);
  std::int32_t& known = form_.shape[*place].bind;
  if (known == -1) {
    known = static_cast<std::int32_t>(form_.binds.size());
    form_.binds.emplace_back().place = *place;
  }
  Bind& bind = form_.binds[static_cast<std::size_t>(known)];
  if (auto read = read_type(element, bind); !read) return read;
  if (auto read = read_expressions(element, bind); !read) return read;
  if (auto read = read_messages(element, bind); !read) return read;
  if (const auto preload = element.find("preload", Namespace::javarosa)) bind.preload = std::string(*preload);
  if (const auto params = element.find("preloadParams", Namespace::javarosa)) bind.preload_params = std::string(*params);
  if (const auto save_to = element.find("saveto", Namespace::entities)) bind.save_to = std::string(*save_to);
  element.each_attribute([&](std::string_view name, Namespace space, std::string_view value) {
    if (space == Namespace::odk || space == Namespace::openrosa || name == "saveIncomplete") bind.odk.emplace_back(name, value);
  });
  return {};
}

Result<void> BindReader::read_type(XmlElement element, Bind& bind) {
  const auto type = element.find("type");
  if (!type) return {};
  const auto known = data_type(*type);
  if (!known)
    return fail(ErrorCode::unsupported, "There is no data type \"" + std::string(*type) + "\".", "bind of " + form_.path(bind.place));
  bind.type = *known;
  bind.typed = true;
  return {};
}

Result<void> BindReader::read_expressions(XmlElement element, Bind& bind) {
  struct Property {
    std::string_view attribute;
    ExpressionId& expression;
  };
  const Property properties[] = {{"relevant", bind.relevant},
                                 {"required", bind.required},
                                 {"readonly", bind.readonly},
                                 {"constraint", bind.constraint},
                                 {"calculate", bind.calculate}};
  for (const auto& [attribute, expression] : properties) {
    const std::string_view text = element.attribute(attribute);
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) continue;
    if (&expression == &bind.calculate && !form_.shape[bind.place].leaf) {
      form_.warnings.push_back(form_.path(bind.place) + " is a group: it has no value that could be calculated.");
      continue;
    }
    auto compiled = compiler_.compile(text, bind.place, attribute);
    if (!compiled) return std::unexpected(compiled.error());
    expression = *compiled;
  }
  return {};
}

Result<void> BindReader::read_messages(XmlElement element, Bind& bind) {
  auto constraint = texts_.read_message(element.attribute("constraintMsg", Namespace::javarosa), bind.place);
  if (!constraint) return std::unexpected(constraint.error());
  auto required = texts_.read_message(element.attribute("requiredMsg", Namespace::javarosa), bind.place);
  if (!required) return std::unexpected(required.error());
  if (constraint->kind != TextSource::Kind::none) bind.constraint_message = *constraint;
  if (required->kind != TextSource::Kind::none) bind.required_message = *required;
  return {};
}

} // namespace pilotage::forms
