// Reads <bind> elements, and what the form says through them of its metadata, its entities and its audit log.
#pragma once

#include "forms/model/text_reader.h"

namespace pilotage::forms {

class BindReader {
public:
  BindReader(FormContent& form, ExpressionCompiler& compiler, TextReader& texts) : form_(form), compiler_(compiler), texts_(texts) {}

  Result<void> read(XmlElement bind);

private:
  Result<PlaceId> place_of(XmlElement bind);
  Result<void> read_type(XmlElement element, Bind& bind);
  Result<void> read_expressions(XmlElement element, Bind& bind);
  Result<void> read_messages(XmlElement element, Bind& bind);

  FormContent& form_;
  ExpressionCompiler& compiler_;
  TextReader& texts_;
};

} // namespace pilotage::forms
