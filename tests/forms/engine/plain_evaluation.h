// What a form says, worked out in the plainest way: the whole instance is written as XML and read again, what is not relevant is taken
// out, and each expression is walked through that tree without graph, index or cache. Slow, and obviously right; what a FormSession says
// after any number of steps must agree.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "forms/engine/form_session.h"
#include "forms/xpath/evaluator.h"

namespace pilotage::forms {

// What a form says about the nodes at a path ("/data/row/x"), as it was written.
struct PlainRule {
  enum class Kind { calculate, relevant, required, readonly, constraint, count, label };
  Kind kind = Kind::calculate;
  std::string path;
  std::string expression;
};

struct PlainItemset {
  std::string path; // of the question
  std::string nodes;
  std::string value;
  std::string label;
};

struct PlainForm {
  std::vector<PlainRule> rules;
  std::vector<PlainItemset> itemsets;
  std::map<std::string, std::string> tables; // the XML of secondary instances, by id
};

class PlainEvaluation final : public xpath::Host {
public:
  PlainEvaluation(const PlainForm& form, const FormSession& session);

  // Where the session says something else than the form, a line each.
  std::vector<std::string> differences();

  const Environment& environment() const override { return environment_; }
  std::optional<xpath::NodeRef> instance(std::string_view id) override;
  std::string_view language() const override { return session_.language(); }

private:
  struct Place {
    std::string ref;  // "/data/row[2]/x[1]": what a session finds it by
    std::string path; // "/data/row/x"
    xpath::NodeId element = xpath::kNoNode;
    Node node{-1};
    NodeState state;
  };
  void find_places(xpath::NodeId element, const std::string& ref, const std::string& path);
  const Place* parent_of(const Place& place) const;
  // The tree as expressions at a place see it: without what is not relevant, but with the place itself.
  xpath::Tree seen_from(const Place& place) const;

  std::string text(const xpath::Tree& tree, xpath::NodeId node, xpath::NodeId current, const std::string& expression);
  bool truth(const Place& place, const std::string& expression);
  std::string text(const Place& place, const std::string& expression);
  // As text, but a number that is none is an empty answer.
  std::string calculated(const Place& place, const std::string& expression);
  std::vector<std::string> choices(const Place& place, const PlainItemset& itemset);

  const std::string* rule(PlainRule::Kind kind, const std::string& path) const;
  void compare(const Place& place);
  void compare_state(const Place& place);
  void compare_choices(const Place& place);
  Invalidity validity(const Place& place);
  void compare_problems();
  void differ(const Place& place, std::string_view what, const std::string& plain, const std::string& session);

  const PlainForm& form_;
  const FormSession& session_;
  Environment environment_ = fixed_environment();
  xpath::NameTable names_;
  xpath::Tree everything_;
  xpath::Tree relevant_;
  std::map<std::string, xpath::Tree, std::less<>> tables_;
  std::vector<Place> places_;
  std::vector<std::string> differences_;
};

} // namespace pilotage::forms
