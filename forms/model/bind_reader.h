// Reads <bind>: what the form says of a place.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "forms/model/expression_compiler.h"
#include "forms/model/text_reader.h"
#include "forms/model/xml_meanings.h"

namespace pilotage::forms {

class BindReader {
public:
  BindReader(FormContent& form, ExpressionCompiler& compiler, TextReader& texts) : form_(form), compiler_(compiler), texts_(texts) {}

  Result<void> read(XmlElement bind);

private:
  // What an attribute is for. `other`: it is handed on to the screen. `none`: it means nothing here.
  enum class Part : std::uint8_t {
    nodeset,
    ref,
    id,
    type,
    relevant,
    required,
    readonly,
    constraint,
    calculate,
    constraint_message,
    required_message,
    preload,
    preload_params,
    save_to,
    other,
    none,
  };
  static constexpr std::size_t kParts = static_cast<std::size_t>(Part::other);

  Part part(const XmlNames& names, XmlNameId id);
  // Looks through the attributes of a bind once.
  void collect(XmlElement bind);
  bool has(Part part) const { return parts_found_[static_cast<std::size_t>(part)].has_value(); }
  std::string_view text(Part part) const { return parts_found_[static_cast<std::size_t>(part)].value_or(std::string_view()); }
  Result<PlaceId> place_of();
  Result<void> read_at(PlaceId place);
  Result<void> read_type(Bind& bind);
  Result<void> read_expressions(Bind& bind);
  Result<void> read_messages(Bind& bind);

  FormContent& form_;
  ExpressionCompiler& compiler_;
  TextReader& texts_;
  XmlMeanings<Part> parts_;
  std::array<std::optional<std::string_view>, kParts> parts_found_;
  std::vector<std::pair<std::string, std::string>> others_;
};

} // namespace pilotage::forms
