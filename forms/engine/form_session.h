// One response while somebody fills it: a FormDefinition, the answers so far, and all that follows from them
// (calculated values, relevance, choices, validity), kept up to date after every step.
//
// Rules. A step is answer(), add_repeat(), remove_repeat() or set_language(); each one returns what changed, so that a
// screen redraws only that. Calculated values, relevance and choices are always those of the current answers: there is nothing to
// refresh. A step that fails changes nothing. Steps and reads belong to one thread at a time.
//
//   auto form = FormDefinition::parse(xml);
//   auto session = FormSession::start(*form, environment);
//   session->answer(*session->find("/data/age"), "17");
//   session->state(*session->find("/data/guardian")).relevant;   // true
//   session->serialise();
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forms/engine/entity_change.h"
#include "forms/environment.h"
#include "forms/error.h"
#include "forms/model/form_definition.h"

namespace pilotage::forms {

// A node of the running instance. Valid until the repeat instance that holds it is removed; never reused in a session.
enum class Node : std::int32_t {};

struct NodeState {
  bool relevant = true; // its own and all its ancestors'
  bool required = false;
  bool readonly = false; // its own or an ancestor's
  auto operator<=>(const NodeState&) const = default;
};

enum class Invalidity { none, required, constraint, type };

// Something to put on the screen, in the order of the form's body.
struct Item {
  enum class Kind { group, repeat, repeat_instance, question };
  Kind kind = Kind::group;
  std::int32_t control = -1; // the control in the definition
  Node node{-1};             // a group without a ref has its parent's node; a repeat has the node that holds the instances
  int position = 0;          // of a repeat_instance, from 1
  bool operator==(const Item&) const = default;
};

// What stands beside a control, in the language of the session, with the values of its <output> elements filled in.
struct Text {
  std::string label; // Markdown as ODK allows it
  std::string hint;
  std::string guidance;                       // the longer hint that is shown on demand
  std::string image, big_image, audio, video; // names of attachments, or ""
};

struct Choice {
  std::string value;
  std::string label;
  std::string image, audio, video;
};

// What changed in a node by a step.
struct Change {
  Node node{-1};
  bool value = false;
  bool state = false;   // relevant, required or readonly
  bool choices = false; // the choices, or their labels
  bool text = false;    // the label or hint, through an <output>
  bool added = false;   // a repeat instance that is new, with all its nodes
  bool removed = false; // a repeat instance that is gone
};
using Changes = std::vector<Change>;

// What became of an answer.
struct Answered {
  // none: the answer is in the form. constraint, type: it was refused, the value before stays.
  Invalidity refused = Invalidity::none;
  std::string message; // where it was refused: the form's constraint message, or what the type takes
  Changes changes;
};

struct Problem {
  Node node{-1};
  Invalidity why = Invalidity::none;
  std::string message; // the form's own, or ""
};

// What a saved instance held that this version of the form has no place for, or that is no value of its type or none of its choices now.
struct CarryOver {
  std::vector<std::string> left_out; // references, with values
};

class FormSession {
public:
  // A new response: defaults, first-load actions, preloads and calculations have run, and it has an instanceID.
  static Result<FormSession> start(std::shared_ptr<const FormDefinition> form, Environment environment);

  // A response that was saved before, by this version of the form or another one. What has no place any more is told in `carried`.
  static Result<FormSession> resume(std::shared_ptr<const FormDefinition> form, std::string_view instance_xml, Environment environment,
                                    CarryOver* carried = nullptr);

  // A sent response that is to be corrected: resume(), with a new instanceID and the old one as deprecatedID (ODK XForms, "Metadata").
  static Result<FormSession> edit(std::shared_ptr<const FormDefinition> form, std::string_view instance_xml, Environment environment,
                                  CarryOver* carried = nullptr);

  FormSession(FormSession&&) noexcept;
  FormSession& operator=(FormSession&&) noexcept;
  ~FormSession();

  const FormDefinition& form() const;
  Environment& environment();

  // --- Nodes by reference: "/data/person[2]/name". A repeat without a position means its first instance. ---
  std::optional<Node> find(std::string_view ref) const;
  // The same with every repeat's position written out: "/data/person[1]/name".
  std::string ref(Node node) const;

  // How many instances there are of a repeat: "/data/person", or "/data/household[2]/person" for one inside another.
  int repeat_count(std::string_view ref) const;
  bool is_repeat(std::string_view ref) const;
  // The question that a person answers at a node; nullopt where the body shows none there.
  std::optional<Item> question(Node node) const;

  // --- Reading ---
  std::string_view value(Node node) const; // canonical text; "" is empty
  NodeState state(Node node) const;
  Invalidity validity(Node node) const; // of the value as it is now, whether relevant or not
  std::string_view instance_id() const;
  std::string instance_name() const; // meta/instanceName, or ""
  std::string_view language() const;

  // --- The body, for screens ---
  Item body() const; // the root: a group without a label
  std::vector<Item> children(const Item& parent) const;
  ControlKind control_kind(const Item& item) const;
  DataType data_type(const Item& item) const;
  Text text(const Item& item) const;
  std::string constraint_message(Node node) const; // "" where the form has none
  std::string required_message(Node node) const;
  std::string_view appearance(const Item& item) const;
  // A parameter of the control or of its bind: "start", "end", "step" of a range; "mediatype", "max-pixels", "quality" of an upload; "rows"
  // of an input; "" where it is not given.
  std::string_view parameter(const Item& item, std::string_view name) const;
  const std::vector<Choice>& choices(const Item& item) const; // those that the filter leaves
  bool can_add(const Item& repeat) const;                     // false under jr:count and jr:noAddRemove
  bool can_remove(const Item& repeat_instance) const;

  // --- Steps ---
  // The value as canonical text: ISO 8601 dates, choices separated by spaces, "." as decimal point, a file name for an upload.
  // Control characters, for which XML has no place, are left out of a text; those of word processors for new lines and pages are line ends.
  // Errors: readonly; not_found (not the node of a question).
  Result<Answered> answer(Node node, std::string_view value);
  // Adds an instance after the last one. `node` is the repeat's (an Item's or any instance's).
  Result<Changes> add_repeat(const Item& repeat);
  Result<Changes> remove_repeat(const Item& repeat_instance);
  // The same by reference: "/data/person" adds, "/data/person[2]" removes that one.
  Result<Changes> add_repeat(std::string_view ref);
  Result<Changes> remove_repeat(std::string_view ref);
  // Errors: not_found.
  Result<Changes> set_language(std::string_view language);

  // --- Ending ---
  // Every relevant question that is empty though required, or whose constraint or type does not hold, in the body's order. Nodes that no
  // question asks for do not count.
  std::vector<Problem> validate() const;
  std::optional<Problem> first_invalid() const;
  // Runs what belongs to the end (the "end" preload) and gives the bytes to send, once and for all: irrelevant nodes left out.
  // Errors: invalid_value, where the first problem is.
  Result<std::string> finalize();
  // The instance as it is. A draft keeps irrelevant answers, so that they are there again when the condition returns.
  enum class Keep { relevant, everything };
  std::string serialise(Keep keep = Keep::relevant) const;
  // The files that upload questions name, relevant ones only.
  std::vector<std::string> attachment_names() const;
  // What the response does to entities, in the order of the form.
  std::vector<EntityChange> entities() const;

private:
  struct Impl;
  class RunningForm& running() const;
  explicit FormSession(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace pilotage::forms
