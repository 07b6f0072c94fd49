// Reads a whole form document: first what it holds, then what that means. The document is read once, from front to back; the
// items of secondary instances go straight into their trees.
#pragma once

#include <memory>

#include "forms/model/expression_compiler.h"
#include "forms/model/form_definition.h"
#include "forms/model/instance_sources.h"
#include "forms/model/text_reader.h"
#include "forms/model/xml_element.h"
#include "forms/model/xml_tree.h"

namespace pilotage::forms {

class FormReader {
public:
  FormReader(FormContent& form, std::string_view xform, const Attachments& attachments)
      : form_(form), sources_(form, attachments), xml_(xform, "the form"), document_(xml_) {}
  Result<void> read();

private:
  // --- The document ---
  Result<void> read_document();
  Result<void> read_html();
  Result<void> read_head();
  Result<void> read_model();
  Result<void> read_instance();
  Result<void> read_main_instance();
  Result<void> read_secondary_instance(SecondaryInstance instance);
  void note_namespaces();

  // --- What it means ---
  Result<void> resolve();
  void add_instance_id();
  void name_all_namespaces();
  Result<void> resolve_model();
  void note_metadata();
  void note_body_order();
  void note_submission(XmlElement submission);
  Result<void> check_itemsets() const;
  XmlElement element(XmlDocument::RowId row) const { return {document_, row}; }

  FormContent& form_;
  InstanceSources sources_;
  XmlReader xml_;
  XmlDocument document_;
  XmlDocument::RowId model_ = XmlDocument::kNoRow;
  XmlDocument::RowId body_ = XmlDocument::kNoRow;
};

} // namespace pilotage::forms
