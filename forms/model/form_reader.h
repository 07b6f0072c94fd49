// Reads a whole form document: first what it holds, then what that means. The document is read once, from front to back; the
// items of secondary instances go straight into their trees.
#pragma once

#include <memory>

#include "forms/model/expression_compiler.h"
#include "forms/model/form_definition.h"
#include "forms/model/text_reader.h"
#include "forms/model/xml_element.h"
#include "forms/model/xml_tree.h"

namespace pilotage::forms {

class FormReader {
public:
  FormReader(FormContent& form, const Attachments& attachments) : form_(form), attachments_(attachments) {}
  Result<void> read(std::string_view xform);

private:
  // --- The document ---
  Result<void> read_document(std::string_view xform);
  Result<void> read_html(XmlReader& xml, TreeReader& tree);
  Result<void> read_head(XmlReader& xml, TreeReader& tree);
  Result<void> read_model(XmlReader& xml, TreeReader& tree);
  Result<void> read_instance(XmlReader& xml);
  Result<void> read_main_instance(XmlReader& xml);
  Result<void> read_secondary_instance(XmlReader& xml, SecondaryInstance instance);
  Result<void> attach(SecondaryInstance& instance, std::string_view source);
  void note_namespaces(const XmlReader& xml);

  // --- What it means ---
  Result<void> resolve();
  void add_instance_id();
  Result<void> resolve_model();
  void note_metadata();
  void note_submission(XmlElement submission);
  Result<void> check_itemsets() const;
  XmlElement element(xpath::NodeId node) const { return {document_, form_.names, node}; }

  FormContent& form_;
  const Attachments& attachments_;
  xpath::Tree document_;
  xpath::NodeId model_ = xpath::kNoNode;
  xpath::NodeId body_ = xpath::kNoNode;
};

} // namespace pilotage::forms
