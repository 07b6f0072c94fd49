// Reads <setvalue> and <odk:setgeopoint>.
#pragma once

#include "forms/model/expression_compiler.h"
#include "forms/model/xml_element.h"

namespace pilotage::forms {

class ActionReader {
public:
  ActionReader(FormContent& form, ExpressionCompiler& compiler) : form_(form), compiler_(compiler) {}

  static bool is_action(XmlElement element);
  // `control` is the one it is nested in; -1: it stands in the model.
  Result<void> read(XmlElement element, std::int32_t control);

private:
  Result<void> read_events(XmlElement element, Action& action) const;
  Result<void> read_target(XmlElement element, Action& action);

  FormContent& form_;
  ExpressionCompiler& compiler_;
};

} // namespace pilotage::forms
