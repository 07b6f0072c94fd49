#include "forms/xlsform/namespaces.h"

#include <algorithm>
#include <set>

#include "forms/xlsform/text.h"
#include "forms/xlsform/utf8.h"

namespace pilotage::forms::xlsform {

std::vector<Namespace> namespaces_of(const Settings& settings, bool has_entities) {
  std::vector<Namespace> all = {{"xmlns", "http://www.w3.org/2002/xforms"},        {"xmlns:h", "http://www.w3.org/1999/xhtml"},
                                {"xmlns:ev", "http://www.w3.org/2001/xml-events"}, {"xmlns:xsd", "http://www.w3.org/2001/XMLSchema"},
                                {"xmlns:jr", "http://openrosa.org/javarosa"},      {"xmlns:orx", "http://openrosa.org/xforms"},
                                {"xmlns:odk", "http://www.opendatakit.org/xforms"}};
  const auto add = [&all](const std::string& name, const std::string& uri) {
    const bool known = std::any_of(all.begin(), all.end(), [&name](const Namespace& other) { return other.first == name; });
    if (!known) all.emplace_back(name, uri);
  };
  for (const std::string_view word : split_words(settings.namespaces)) {
    const std::vector<std::string_view> parts = split(word, "=");
    if (parts.size() == 2 && is_nc_name(parts[0])) add(cat({"xmlns:", parts[0]}), replace_all(replace_all(parts[1], "\"", ""), "'", ""));
  }
  if (has_entities) add("xmlns:entities", "http://www.opendatakit.org/xforms/entities");
  return all;
}

void check_prefixes(const Element& survey, const FormSource& source) {
  const std::vector<Namespace> known = namespaces_of(source.settings, !source.entities.empty());
  std::set<std::string_view> reported;
  const auto check = [&](const Element& element, const Attributes& attributes, const std::string& column) {
    for (const auto& [name, value] : attributes) {
      if (name == "bodyless") continue;
      const std::size_t colon = name.find(':');
      const std::string prefix = cat({"xmlns:", name.substr(0, colon)});
      const bool declared = colon == std::string_view::npos ||
                            std::any_of(known.begin(), known.end(), [&](const Namespace& one) { return one.first == prefix; });
      if ((declared && is_xml_name(name)) || !reported.insert(name).second) continue;
      const Place place = source.survey.place(element.row, {column, std::string(name)});
      if (declared) {
        source.problems.error({"survey", 1, place.column}, cat({"\"", name, "\" cannot be the name of an attribute"}),
                              "let it begin with a letter or _, and then use letters, digits, _, - and . only");
      } else {
        source.problems.error(
            {"survey", 1, place.column}, cat({"the prefix of \"", name, "\" is not declared"}),
            cat({"declare it on the settings sheet, in the column namespaces: ", name.substr(0, colon), "=\"https://…\""}));
      }
    }
  };
  walk(survey, [&](const Element& element) {
    check(element, element.bind, "bind");
    check(element, element.control, "control");
    check(element, element.instance, "instance");
  });
}

} // namespace pilotage::forms::xlsform
