#include "forms/model/form_reader.h"
#include "forms/xpath/characters.h"

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

template <typename Id>
Result<void> done(const Result<Id>& read) {
  if (!read) return std::unexpected(read.error());
  return {};
}

} // namespace

Result<void> FormReader::read() {
  if (auto read = read_document(); !read) return read;
  return resolve();
}

Result<void> FormReader::read_document() {
  document_.reserve(xml_.document().size() / 16); // an element, its label and its end tag are longer
  if (xml_.next() != XmlReader::Event::start_element) return std::unexpected(xml_.error());
  if (xml_.name() != "html")
    return std::unexpected(xml_.error_here(ErrorCode::malformed, "This is not an XForm: it begins with <" +
                                                                     std::string(xml_.qualified_name()) + ">, not with <h:html>."));
  if (auto read = read_html(); !read) return read;
  if (xml_.next() != XmlReader::Event::end_document) return std::unexpected(xml_.error());
  if (model_ == XmlDocument::kNoRow) return fail(ErrorCode::malformed, "The form has no <model>.", "the form");
  if (form_.initial.document_element() == xpath::kNoNode)
    return fail(ErrorCode::malformed, "The form has no main instance: <instance> with one element in it.", "model");
  if (body_ == XmlDocument::kNoRow) return fail(ErrorCode::malformed, "The form has no <h:body>.", "the form");
  return {};
}

Result<void> FormReader::read_html() {
  note_namespaces();
  return each_child(xml_, [&]() -> Result<void> {
    if (xml_.name() == "head") return read_head();
    auto row = document_.read_element();
    if (row && element(*row).name() == "body") body_ = *row;
    return done(row);
  });
}

Result<void> FormReader::read_head() {
  return each_child(xml_, [&]() -> Result<void> {
    if (xml_.name() == "model") return read_model();
    auto row = document_.read_element();
    if (row && element(*row).name() == "title" && element(*row).is_leaf())
      form_.title = std::string(xpath::trim_xml_space(element(*row).text()));
    return done(row);
  });
}

Result<void> FormReader::read_model() {
  if (model_ != XmlDocument::kNoRow) {
    form_.warnings.emplace_back("The form has more than one <model>: only the first one counts.");
    if (!xml_.skip_element()) return std::unexpected(xml_.error());
    return {};
  }
  note_namespaces();
  auto model = document_.open();
  if (!model) return done(model);
  model_ = *model;
  auto read = each_child(xml_, [&]() -> Result<void> {
    if (xml_.name() == "instance") return read_instance();
    return done(document_.read_element());
  });
  document_.close(model_);
  return read;
}

void FormReader::note_namespaces() {
  for (const XmlNames::Declaration& declaration : xml_.names().declarations()) {
    if (declaration.prefix.empty()) continue;
    form_.namespaces.prefixes[std::string(declaration.prefix)] = std::string(xml_.names().uri_text(declaration.uri));
  }
}

Result<void> FormReader::read_instance() {
  if (form_.initial.document_element() == xpath::kNoNode) return read_main_instance();
  const std::string_view source = xml_.attribute("src").value_or(std::string_view());
  SecondaryInstance instance;
  instance.id = std::string(xml_.attribute("id").value_or(std::string_view()));
  if (instance.id.empty()) return std::unexpected(xml_.error_here(ErrorCode::malformed, "A secondary instance has no id."));
  if (std::ranges::find(form_.instances, instance.id, &SecondaryInstance::id) != form_.instances.end()) {
    return std::unexpected(xml_.error_here(ErrorCode::conflict, "Two instances have the id \"" + instance.id + "\"."));
  }
  if (!source.empty()) {
    if (auto attached = sources_.attach(instance, source); !attached) return attached;
  }
  return read_secondary_instance(std::move(instance));
}

Result<void> FormReader::read_secondary_instance(SecondaryInstance instance) {
  const bool written = instance.kind == SecondaryInstance::Kind::written || instance.kind == SecondaryInstance::Kind::missing;
  xpath::Tree tree;
  TreeReader reader(xml_, tree, form_.names);
  auto read = each_child(xml_, [&]() -> Result<void> { return done(reader.read_element(xpath::kDocument)); });
  if (!read) return read;
  if (written && tree.document_element() != xpath::kNoNode) {
    if (instance.kind == SecondaryInstance::Kind::missing) std::erase(form_.missing_attachments, instance.file);
    instance.kind = SecondaryInstance::Kind::written;
    instance.tree = std::move(tree);
  }
  form_.instances.push_back(std::move(instance));
  return {};
}

Result<void> FormReader::read_main_instance() {
  TreeReader reader(xml_, form_.initial, form_.names);
  return each_child(xml_, [&]() -> Result<void> {
    if (form_.initial.document_element() != xpath::kNoNode) {
      return std::unexpected(xml_.error_here(ErrorCode::malformed, "The main instance must hold one element, and holds more."));
    }
    for (const XmlNames::Declaration& declaration : xml_.names().declarations()) {
      const bool own_default = declaration.prefix.empty() && declaration.depth >= xml_.depth();
      if (declaration.prefix == "xml" || (declaration.prefix.empty() && !own_default)) continue;
      const std::string_view uri = xml_.names().uri_text(declaration.uri);
      if (uri.empty() && !own_default) continue;
      form_.root_namespaces.declare(declaration.prefix, uri); // also what is declared anew further in
      if (!declaration.prefix.empty()) form_.namespaces.prefixes.emplace(declaration.prefix, uri);
    }
    return done(reader.read_element(xpath::kDocument));
  });
}

} // namespace pilotage::forms
