// The inside of a FormSession: the instance, and everything that keeps it as the form wants it. Each part has its own file:
//   evaluation.cpp  expressions, and what they may ask of the form
//   wave.cpp        what must be computed anew, in topological order
//   values.cpp      answers: their types, and setting them
//   repeats.cpp     adding and removing instances
//   choice_lists.cpp, texts.cpp  what a screen shows
//   actions.cpp, preloads.cpp    what the form does by itself
//   loading.cpp, serialising.cpp to and from XML
//   validation.cpp  what is missing or wrong
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "forms/engine/form_session.h"
#include "forms/engine/instance.h"
#include "forms/engine/repeat_totals.h"
#include "forms/engine/step_log.h"
#include "forms/model/expression_compiler.h"
#include "forms/xpath/evaluator.h"

namespace pilotage::forms {

// A node as the screen knows it, as a place in the instance.
inline xpath::NodeId node_id(Node node) { return static_cast<xpath::NodeId>(node); }

class RunningForm final : public xpath::Host {
public:
  RunningForm(std::shared_ptr<const FormDefinition> form, Environment environment);

  const FormDefinition& definition() const { return *definition_; }
  const FormContent& form() const { return form_; }
  const Instance& instance() const { return instance_; }
  Environment& surroundings() { return environment_; }

  // --- Beginning ---
  Result<void> begin();                                        // a new response
  Result<void> load(std::string_view xml, CarryOver* carried); // a saved one
  Result<void> become_edit();                                  // a new instanceID, the old one as deprecatedID

  // --- Steps: each one is undone when it fails ---
  Result<Answered> answer(xpath::NodeId node, std::string_view value);
  Result<Changes> add_repeat(FrameId parent, FrameTypeId repeat);
  Result<Changes> remove_repeat(FrameId instance);
  Result<Changes> set_language(std::string_view language);

  // --- Reading ---
  NodeState state(xpath::NodeId node) const;
  Invalidity validity(xpath::NodeId node) const;
  std::string_view language_name() const;
  std::string text(const TextSource& source, xpath::NodeId node, TextForm form = TextForm::standard) const;
  Text texts(const Control& control, xpath::NodeId node) const;
  const std::vector<Choice>& choices(std::int32_t control, xpath::NodeId node) const;
  std::vector<Problem> problems(bool only_first) const;
  Result<std::string> finish();
  std::string serialise(bool everything) const;
  std::vector<std::string> attachments() const;
  std::vector<EntityChange> entities() const;
  std::optional<xpath::NodeId> find(std::string_view ref) const;
  std::string ref(xpath::NodeId node) const;
  // "/data/person", with or without a position of its own: the frame that holds the instances, and their type. kNoFrame: no such repeat.
  std::pair<FrameId, FrameTypeId> find_repeat(std::string_view ref) const;
  std::string problem_message(xpath::NodeId node, Invalidity why) const;

  // --- xpath::Host ---
  const Environment& environment() const override { return environment_; }
  std::optional<xpath::NodeRef> instance(std::string_view id) override;
  std::string_view language() const override { return language_name(); }
  std::string_view form_version() const override { return form_.version; }
  std::optional<xpath::Value> itext(std::string_view id) override;
  std::optional<std::string> choice_name(std::string_view value, std::string_view path, const xpath::Context& context) override;
  std::optional<std::string> pulldata(std::string_view instance, std::string_view column, std::string_view key_column,
                                      std::string_view key) override;

private:
  // validation.cpp
  std::vector<Problem> problems_in_model_order(bool only_first) const;
  std::vector<std::int32_t> position_in_body(xpath::NodeId node) const;

  // evaluation.cpp
  xpath::Context context_of(xpath::NodeRef node, xpath::NodeId current, xpath::PathResolver& resolver) const;
  // Of an expression that gives a number and that has a direct program. Nothing: it must be evaluated as all expressions can be.
  std::optional<double> direct_number(ExpressionId expression, xpath::NodeId node) const;
  Result<bool> is_true(ExpressionId expression, xpath::NodeId node) const;
  Result<double> number(ExpressionId expression, xpath::NodeId node) const;
  Result<void> string(ExpressionId expression, xpath::NodeId node, std::string& out) const;
  // What a question takes from an expression: as string(), but a number that is none leaves it empty, as ODK's clients do.
  Result<void> answer_text(ExpressionId expression, xpath::NodeId node, std::string& out) const;
  // The same as a value of that type.
  Result<void> calculated_text(ExpressionId expression, xpath::NodeId node, DataType type, std::string& out) const;
  Result<xpath::NodeSet> nodes(ExpressionId expression, xpath::NodeId node) const;
  Error explain(const Error& error, ExpressionId expression) const;

  // wave.cpp
  void changed(xpath::NodeId node, bool structure);
  void changed_below(xpath::NodeId node);
  void mark(std::int32_t rule, FrameId within);
  void mark_once(std::int32_t rule);
  void mark_frame(FrameId frame);
  void mark_position_rules(FrameTypeId repeat, FrameId parent);
  Result<void> run();
  Result<void> settle(); // run(), and clear answers whose choices are gone, until nothing changes
  Result<void> compute(std::int32_t rule, FrameId frame);
  Result<void> compute_value(const Rule& rule, xpath::NodeId node);
  Result<void> compute_flag(const Rule& rule, xpath::NodeId node);
  void spread(xpath::NodeId node, std::uint8_t inherited_from);
  Result<void> clear_lost_choices(bool& again);
  std::string still_chosen(const Control& control, xpath::NodeId node, const std::vector<Choice>& choices) const;
  std::string in_order_of_choices(std::int32_t control, xpath::NodeId node, std::string_view values) const;
  void clear_pending();

  // values.cpp
  bool put(xpath::NodeId node, std::string_view value); // false: it was that already
  void note(xpath::NodeId node, bool Change::* what);

  // repeats.cpp
  Result<FrameId> append_instance(FrameId parent, FrameTypeId repeat);
  void take_instance(FrameId frame);
  Result<void> set_count(FrameId parent, FrameTypeId repeat, double count);

  // choice_lists.cpp
  struct ChoiceList {
    std::vector<Choice> choices;
    bool current = false;
  };
  static std::uint64_t list_key(std::int32_t control, xpath::NodeId node);
  Result<void> make_choices(std::int32_t control, xpath::NodeId node, ChoiceList& list) const;
  Choice written_choice(const ChoiceSource& source, xpath::NodeId node) const;
  Choice item_choice(const Itemset& itemset, xpath::NodeRef item, xpath::NodeId node) const;
  void forget_choices();
  bool misses_attachment(const Control& control) const;

  // entities.cpp
  EntityChange entity_change(const EntityDeclaration& entity, FrameId frame) const;

  // actions.cpp
  enum class Event { first_load, load, new_repeat, value_changed };
  Result<void> fire(Event event, xpath::NodeId scope);
  Result<void> act(const Action& action, xpath::NodeId scope);
  Result<void> fire_value_changes();

  // preloads.cpp
  void preload(FrameId frame);
  void preload_all(FrameId frame); // and the frames inside it
  std::string preload_value(const Bind& bind) const;

  // loading.cpp
  struct Source {
    const xpath::Tree& tree;
    const xpath::NameTable& names;
    xpath::NameId template_mark; // of elements that are no instances
    CarryOver* carried;
  };
  void fill(const Source& from, xpath::NodeId element, FrameId frame, PlaceId place);
  void drop_unknown_choices(CarryOver* carried);
  std::string still_written(const Control& control, std::string_view given) const;
  static void leave_out(const Source& from, xpath::NodeId node, const std::string& path);
  Result<void> open(bool first);
  void read_last_saved();
  void copy_known(const xpath::Tree& from, const xpath::NameTable& names, xpath::NodeId element, xpath::Tree& to,
                  xpath::NodeId parent) const;

  // A step: what changed, and how to undo it.
  Result<Changes> end_step(Result<void> outcome);

  std::shared_ptr<const FormDefinition> definition_;
  const FormContent& form_;
  Environment environment_;
  Instance instance_;
  RepeatTotals totals_;
  std::int32_t language_ = 0;
  std::unordered_map<std::string_view, xpath::Tree> session_instances_; // last-saved

  std::vector<std::vector<FrameId>> pending_; // by rule: the frames below which it must be computed
  std::vector<std::uint64_t> pending_rules_;  // a bit for each rule
  std::vector<std::pair<std::int32_t, xpath::NodeId>> dirty_lists_;
  // Answers that were taken away because their choices were gone, as they were given: they come back with the choices.
  std::unordered_map<xpath::NodeId, std::string> lost_;
  std::vector<xpath::NodeId> value_changes_; // for xforms-value-changed
  bool loading_ = false;                     // while the form opens
  bool resumed_ = false;
  bool restart_ = false;  // rules of any rank were marked
  int count_changes_ = 0; // by jr:count, in this step
  std::string deprecated_id_;
  std::vector<bool> fires_value_changed_; // by place; empty where no action waits for it

  StepLog log_;
  mutable std::unordered_map<std::uint64_t, ChoiceList> lists_;
  mutable std::string scratch_;
};

} // namespace pilotage::forms
