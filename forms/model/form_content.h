// All that a form document says, read and resolved: what FormDefinition holds and FormSession runs on. Plain data; nothing changes it after
// parse(), except that indexes over secondary instances are made when they are first needed (see ItemIndex, which guards itself).
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "forms/large_pages.h"
#include "forms/model/action.h"
#include "forms/model/bind.h"
#include "forms/model/control.h"
#include "forms/model/dependency_graph.h"
#include "forms/model/direct_program.h"
#include "forms/model/entity.h"
#include "forms/model/form_expression.h"
#include "forms/model/instance_shape.h"
#include "forms/model/item_index.h"
#include "forms/model/itext.h"
#include "forms/model/prefixes.h"
#include "forms/model/secondary_instance.h"
#include "forms/model/submission.h"
#include "forms/model/text_source.h"
#include "forms/string_pool.h"

namespace pilotage::forms {

struct FormContent {
  std::string title;
  std::string form_id;
  std::string version;

  xpath::NameTable names;
  xpath::Namespaces namespaces;
  StringPool strings; // what string_views below point into

  xpath::Tree initial; // the main instance as the form has it, below its document node
  InstanceShape shape;
  Prefixes root_namespaces; // what a serialised instance declares

  LargeVector<FormExpression> expressions;
  LargeVector<DirectStep> direct_steps; // of all expressions
  LargeVector<Bind> binds;
  LargeVector<Control> controls; // 0 is the body
  LargeVector<ChoiceSource> choices;
  std::vector<Itemset> itemsets;
  std::vector<Action> actions;
  Itext itext;
  std::vector<MixedText> mixed_texts;
  // A translation with <output> means another thing at each place: its text as written → the one for the control at that place.
  std::unordered_map<std::uint64_t, std::int32_t> mixed_text_at;
  std::deque<SecondaryInstance> instances; // their trees stay where they are: indexes and lookups refer to them
  std::vector<std::string> looked_up;      // the tables that pulldata() names
  std::vector<std::unique_ptr<ItemIndex>> indexes;
  DependencyGraph graph;
  Submission submission;
  std::vector<EntityDeclaration> entities;
  std::vector<std::string> attachments; // every file that the form names
  std::vector<std::string> missing_attachments;
  std::vector<std::string> warnings; // what is odd in the form and does no harm
  std::map<std::string, PlaceId, std::less<>> bind_ids;

  PlaceId instance_id = kNoPlace; // meta/instanceID
  PlaceId instance_name = kNoPlace;
  PlaceId deprecated_id = kNoPlace;
  PlaceId audit = kNoPlace;
  std::vector<std::int32_t> control_of; // by place: the question there, or -1
  std::vector<std::int32_t> body_order; // by place: where the body shows it; what it does not show comes last
  bool body_follows_model = true;       // questions and repeats stand in the order of the main instance

  std::span<const DirectStep> steps_of(const DirectProgram& program) const {
    return {direct_steps.data() + program.first, static_cast<std::size_t>(program.count)};
  }
  const FormExpression& expression(ExpressionId id) const { return expressions[static_cast<std::size_t>(id)]; }
  const Bind* bind(PlaceId place) const {
    const std::int32_t bind = shape[place].bind;
    return bind < 0 ? nullptr : &binds[static_cast<std::size_t>(bind)];
  }
  const Control& control(std::int32_t id) const { return controls[static_cast<std::size_t>(id)]; }
  // The choices that are written in the control.
  std::span<const ChoiceSource> choices_of(const Control& control) const {
    return {choices.data() + control.first_choice, static_cast<std::size_t>(control.choice_count)};
  }
  const Control* control_at(PlaceId place) const {
    const std::int32_t control = control_of[static_cast<std::size_t>(place)];
    return control < 0 ? nullptr : &controls[static_cast<std::size_t>(control)];
  }
  DataType type(PlaceId place) const {
    const Bind* here = bind(place);
    return here == nullptr ? DataType::string : here->type;
  }
  // "calculate of /data/total"
  std::string where(ExpressionId id) const { return std::string(expression(id).role) + " of " + path(expression(id).context); }
  // "/data/household/orx:meta"
  std::string path(PlaceId place) const;
  // The name of a place as one step of a path: with a prefix that expressions know.
  std::string step(PlaceId place) const;

  static std::uint64_t mixed_key(std::int32_t text, PlaceId place) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(text)) << 32 | static_cast<std::uint32_t>(place);
  }
};

} // namespace pilotage::forms
