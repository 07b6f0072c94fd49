// Reads the body: groups, repeats, questions, their choices, and the actions that are nested in them.
#pragma once

#include "forms/model/action_reader.h"
#include "forms/model/instance_sources.h"
#include "forms/model/text_reader.h"
#include "forms/model/xml_meanings.h"

namespace pilotage::forms {

class BodyReader {
public:
  BodyReader(FormContent& form, ExpressionCompiler& compiler, TextReader& texts, ActionReader& actions, InstanceSources& sources)
      : form_(form), compiler_(compiler), texts_(texts), actions_(actions), sources_(sources) {}

  Result<void> read(XmlElement body);
  // The nodesets of all <repeat>s, as names: needed before anything can be bound.
  static Result<std::vector<InstanceShape::NamePath>> repeats(XmlElement body, const FormContent& form);

private:
  // What an element is in the body. `passed_over`: it may stand there and means nothing here.
  enum class Part : std::uint8_t { control, label, hint, passed_over, item, value, itemset, action, none };
  struct Meaning {
    Part part = Part::none;
    ControlKind kind = ControlKind::group; // of a control
  };

  Meaning meaning(XmlElement element);
  [[gnu::cold]] static Meaning find_meaning(XmlElement element);
  Result<void> read_children(XmlElement element, std::int32_t parent);
  Result<void> read_control(XmlElement element, ControlKind kind, std::int32_t parent);
  Result<void> read_part(XmlElement element, Part part, std::int32_t control);
  // The attributes of a control. What is no parameter has a member of its own.
  struct Attributes {
    std::string_view bind;
    std::string_view ref; // or nodeset
    bool has_ref = false; // or nodeset, or bind
    std::string_view appearance;
    std::vector<std::pair<std::string_view, std::string_view>> parameters;
  };
  Attributes read_attributes(XmlElement element);
  Result<PlaceId> place_of(XmlElement element, const Attributes& attributes, ControlKind kind, PlaceId outer);
  Result<void> read_repeat(XmlElement element, std::int32_t control);
  void add_choice(Control& control, const ChoiceSource& choice);
  Result<void> read_choice(XmlElement item, std::int32_t control);
  Result<void> read_itemset(XmlElement itemset, std::int32_t control);
  Result<void> read_itemset_part(XmlElement itemset, std::string_view part, std::int32_t control, Itemset& into);
  Result<void> read_search_appearance(std::int32_t control);
  Result<void> check_control(std::int32_t control) const;
  std::int32_t add(ControlKind kind, std::int32_t parent);
  Control& at(std::int32_t control) { return form_.controls[static_cast<std::size_t>(control)]; }

  FormContent& form_;
  ExpressionCompiler& compiler_;
  TextReader& texts_;
  ActionReader& actions_;
  InstanceSources& sources_;
  XmlMeanings<Meaning> meanings_;
  std::vector<std::int32_t> last_child_;
};

} // namespace pilotage::forms
