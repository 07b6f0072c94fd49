#include "forms/model/form_reader.h"

#include <algorithm>

namespace pilotage::forms {

namespace {

// Calls `child` at the start of each element inside the one that has just started, which must read it to its end.
template <typename Child>
Result<void> each_child(XmlReader& xml, Child child) {
  while (true) {
    switch (xml.next()) {
    case XmlReader::Event::start_element:
      if (Result<void> read = child(); !read) return read;
      break;
    case XmlReader::Event::text: break;
    case XmlReader::Event::end_element: return {};
    case XmlReader::Event::end_document:
    case XmlReader::Event::failed: return std::unexpected(xml.error());
    }
  }
}

Result<void> done(const Result<xpath::NodeId>& node) {
  if (!node) return std::unexpected(node.error());
  return {};
}

} // namespace

Result<void> FormReader::read(std::string_view xform) {
  if (auto read = read_document(xform); !read) return read;
  return resolve();
}

Result<void> FormReader::read_document(std::string_view xform) {
  XmlReader xml(xform, "the form");
  TreeReader tree(xml, document_, form_.names);
  document_.reserve(xform.size() / 20);
  document_.refer_to(xform); // the tree is gone before the caller's bytes are
  switch (xml.next()) {
  case XmlReader::Event::start_element: break;
  default: return std::unexpected(xml.error());
  }
  if (xml.name() != "html")
    return std::unexpected(xml.error_here(ErrorCode::malformed, "This is not an XForm: it begins with <" +
                                                                    std::string(xml.qualified_name()) + ">, not with <h:html>."));
  if (auto read = read_html(xml, tree); !read) return read;
  if (xml.next() != XmlReader::Event::end_document) return std::unexpected(xml.error());
  if (model_ == xpath::kNoNode) return fail(ErrorCode::malformed, "The form has no <model>.", "the form");
  if (form_.initial.document_element() == xpath::kNoNode)
    return fail(ErrorCode::malformed, "The form has no main instance: <instance> with one element in it.", "model");
  if (body_ == xpath::kNoNode) return fail(ErrorCode::malformed, "The form has no <h:body>.", "the form");
  return {};
}

Result<void> FormReader::read_html(XmlReader& xml, TreeReader& tree) {
  note_namespaces(xml);
  auto root = tree.append_start(xpath::kDocument, TreeReader::Names::as_declared);
  if (!root) return std::unexpected(root.error());
  return each_child(xml, [&]() -> Result<void> {
    if (xml.name() == "head") return read_head(xml, tree);
    auto node = tree.read_element(*root, TreeReader::Names::as_declared);
    if (node && element(*node).name() == "body") body_ = *node;
    return done(node);
  });
}

Result<void> FormReader::read_head(XmlReader& xml, TreeReader& tree) {
  return each_child(xml, [&]() -> Result<void> {
    if (xml.name() == "model") return read_model(xml, tree);
    auto node = tree.read_element(document_.document_element(), TreeReader::Names::as_declared);
    if (node && element(*node).name() == "title" && element(*node).is_leaf())
      form_.title = std::string(TextReader::trimmed(element(*node).text()));
    return done(node);
  });
}

Result<void> FormReader::read_model(XmlReader& xml, TreeReader& tree) {
  if (model_ != xpath::kNoNode) {
    form_.warnings.emplace_back("The form has more than one <model>: only the first one counts.");
    if (!xml.skip_element()) return std::unexpected(xml.error());
    return {};
  }
  note_namespaces(xml);
  auto model = tree.append_start(document_.document_element(), TreeReader::Names::as_declared);
  if (!model) return std::unexpected(model.error());
  model_ = *model;
  return each_child(xml, [&]() -> Result<void> {
    if (xml.name() == "instance") return read_instance(xml);
    return done(tree.read_element(model_, TreeReader::Names::as_declared));
  });
}

void FormReader::note_namespaces(const XmlReader& xml) {
  for (const XmlReader::Declaration& declaration : xml.declarations()) {
    if (!declaration.prefix.empty()) form_.namespaces.prefixes[std::string(declaration.prefix)] = std::string(declaration.uri);
  }
}

Result<void> FormReader::read_instance(XmlReader& xml) {
  if (form_.initial.document_element() == xpath::kNoNode) return read_main_instance(xml);
  const XmlAttribute* id = xml.attribute("id");
  const XmlAttribute* source = xml.attribute("src");
  SecondaryInstance instance;
  instance.id = id == nullptr ? "" : std::string(id->value);
  if (instance.id.empty()) return std::unexpected(xml.error_here(ErrorCode::malformed, "A secondary instance has no id."));
  if (std::ranges::find(form_.instances, instance.id, &SecondaryInstance::id) != form_.instances.end()) {
    return std::unexpected(xml.error_here(ErrorCode::conflict, "Two instances have the id \"" + instance.id + "\"."));
  }
  if (source != nullptr && !source->value.empty()) {
    if (auto attached = attach(instance, source->value); !attached) return attached;
  }
  return read_secondary_instance(xml, std::move(instance));
}

Result<void> FormReader::attach(SecondaryInstance& instance, std::string_view source) {
  if (source == "jr://instance/last-saved") {
    instance.kind = SecondaryInstance::Kind::last_saved;
    return {};
  }
  instance.file = std::string(attachment_name(source));
  if (std::ranges::find(form_.attachments, instance.file) == form_.attachments.end()) form_.attachments.push_back(instance.file);
  const auto found = attachments_.find(instance.file);
  if (found == attachments_.end()) {
    instance.kind = SecondaryInstance::Kind::missing;
    form_.missing_attachments.push_back(instance.file);
    return {};
  }
  instance.kind = SecondaryInstance::Kind::attached;
  auto tree = read_attachment(found->second, instance.file, source.starts_with("jr://file-csv/"), form_.names);
  if (!tree) return std::unexpected(tree.error());
  instance.tree = *std::move(tree);
  return {};
}

Result<void> FormReader::read_secondary_instance(XmlReader& xml, SecondaryInstance instance) {
  const bool written = instance.kind == SecondaryInstance::Kind::written || instance.kind == SecondaryInstance::Kind::missing;
  xpath::Tree tree;
  TreeReader reader(xml, tree, form_.names);
  auto read = each_child(xml, [&]() -> Result<void> { return done(reader.read_element(xpath::kDocument, TreeReader::Names::as_written)); });
  if (!read) return read;
  if (written && tree.document_element() != xpath::kNoNode) {
    if (instance.kind == SecondaryInstance::Kind::missing) std::erase(form_.missing_attachments, instance.file);
    instance.kind = SecondaryInstance::Kind::written;
    instance.tree = std::move(tree);
  }
  form_.instances.push_back(std::move(instance));
  return {};
}

Result<void> FormReader::read_main_instance(XmlReader& xml) {
  TreeReader reader(xml, form_.initial, form_.names);
  return each_child(xml, [&]() -> Result<void> {
    if (form_.initial.document_element() != xpath::kNoNode) {
      return std::unexpected(xml.error_here(ErrorCode::malformed, "The main instance must hold one element, and holds more."));
    }
    for (const XmlReader::Declaration& declaration : xml.declarations()) {
      const bool own_default = declaration.prefix.empty() && declaration.depth >= xml.depth();
      if (declaration.prefix == "xml" || (declaration.prefix.empty() && !own_default)) continue;
      form_.root_namespaces.emplace_back(declaration.prefix, declaration.uri);
      if (!declaration.prefix.empty()) form_.namespaces.prefixes.emplace(declaration.prefix, declaration.uri);
    }
    return done(reader.read_element(xpath::kDocument, TreeReader::Names::as_written));
  });
}

} // namespace pilotage::forms
