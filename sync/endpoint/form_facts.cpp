#include "sync/endpoint/form_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <pugixml.hpp>

#include "sync/endpoint/xml_check.h"

namespace pilotage::endpoint {

namespace {

void add_once(std::vector<std::string>& list, std::string text) {
  if (std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
}

// "/data/orx:meta/orx:audit" as "/data/meta/audit".
std::string without_prefixes(std::string_view path) {
  std::string plain;
  while (!path.empty()) {
    const auto end = path.find('/', 1);
    const std::string_view step = path.substr(0, end);
    if (step.starts_with('/')) plain += '/';
    plain += local_name(step.starts_with('/') ? step.substr(1) : step);
    path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
  }
  return plain;
}

// "countries.csv" of "jr://file/countries.csv". What the server or the form itself provides is no file.
std::string media_name(std::string_view address) {
  constexpr std::array<std::string_view, 5> kFolders = {"jr://file/", "jr://file-csv/", "jr://images/", "jr://audio/", "jr://video/"};
  for (const std::string_view folder : kFolders)
    if (address.starts_with(folder)) return std::string(address.substr(folder.size()));
  return {};
}

class FactFinder : public pugi::xml_tree_walker {
public:
  explicit FactFinder(FormFacts& facts) : facts_(facts) {}

  bool for_each(pugi::xml_node& node) override {
    const std::string_view name = local_name(node.name());
    if (name == "bind") read_bind(node);
    if (name == "upload") add_once(facts_.upload_paths, without_prefixes(node.attribute("ref").value()));
    if (name == "submission" && *node.attribute("base64RsaPublicKey").value() != '\0') facts_.encrypted = true;
    if (name == "instance") add_media(node.attribute("src").value());
    if (name == "value" && *node.attribute("form").value() != '\0') add_media(node.text().get());
    return true;
  }

private:
  void read_bind(pugi::xml_node bind) {
    const std::string_view path = bind.attribute("nodeset").value();
    const std::string_view type = local_name(bind.attribute("type").value());
    const std::string plain = without_prefixes(path);
    if (type == "binary" || type == "base64Binary" || plain.ends_with("/meta/audit")) add_once(facts_.upload_paths, plain);
  }
  void add_media(std::string_view address) {
    if (std::string name = media_name(address); !name.empty()) add_once(facts_.media, std::move(name));
  }

  FormFacts& facts_;
};

} // namespace

Result<FormFacts> read_form_facts(std::string_view xform) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed = document.load_buffer(xform.data(), xform.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed)
    return fail(ErrorCode::malformed, fmt::format("The XForm is not well-formed XML: {} at byte {}.", parsed.description(), parsed.offset));
  FormFacts facts;
  FactFinder finder(facts);
  document.traverse(finder);
  return facts;
}

} // namespace pilotage::endpoint
