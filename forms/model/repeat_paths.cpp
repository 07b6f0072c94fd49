// Which elements of the main instance repeat is written in the body, and must be known before anything else can be bound.
#include "forms/model/body_reader.h"
#include "forms/xpath/characters.h"

namespace pilotage::forms {

namespace {

class RepeatPaths {
public:
  explicit RepeatPaths(const FormContent& form) : form_(form) {}

  Result<void> visit(XmlElement element, const InstanceShape::NamePath& outer) {
    for (XmlElement child = element.first_child(); child; child = child.next()) {
      const bool repeat = child.is("repeat");
      if (!repeat && !child.is("group")) continue;
      InstanceShape::NamePath path = outer;
      const std::string_view ref = child.has("nodeset") ? child.attribute("nodeset") : child.attribute("ref");
      if (!ref.empty() && !resolve(ref, path)) {
        return fail(ErrorCode::unsupported, "The nodeset of a repeat must be a plain path, such as /data/person.", std::string(ref));
      }
      if (repeat) found.push_back(path);
      if (auto inner = visit(child, path); !inner) return inner;
    }
    return {};
  }

  std::vector<InstanceShape::NamePath> found;

private:
  bool resolve(std::string_view ref, InstanceShape::NamePath& path) const {
    ref = xpath::trim_xml_space(ref);
    if (ref.starts_with('/')) {
      path.clear();
      ref.remove_prefix(1);
    }
    while (!ref.empty()) {
      const std::size_t slash = ref.find('/');
      const std::string_view step = xpath::trim_xml_space(ref.substr(0, slash));
      ref = slash == std::string_view::npos ? std::string_view() : ref.substr(slash + 1);
      if (step == ".") continue;
      if (step == "..") {
        if (path.empty()) return false;
        path.pop_back();
        continue;
      }
      if (step.empty() || step.find_first_of("[]()@*") != std::string_view::npos) return false;
      path.push_back(name(step));
    }
    return true;
  }

  xpath::NameId name(std::string_view qualified) const {
    const std::size_t colon = qualified.find(':');
    if (colon == std::string_view::npos) return form_.names.find("", qualified);
    const auto uri = form_.namespaces.prefixes.find(qualified.substr(0, colon));
    return uri == form_.namespaces.prefixes.end() ? xpath::kNoName : form_.names.find(uri->second, qualified.substr(colon + 1));
  }

  const FormContent& form_;
};

} // namespace

Result<std::vector<InstanceShape::NamePath>> BodyReader::repeats(XmlElement body, const FormContent& form) {
  RepeatPaths paths(form);
  const xpath::NodeId root = form.initial.document_element();
  if (auto visited = paths.visit(body, {form.initial.name(root)}); !visited) return std::unexpected(visited.error());
  return std::move(paths.found);
}

} // namespace pilotage::forms
