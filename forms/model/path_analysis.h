// Finds out, before anything is evaluated, which places of the main instance each path of an expression can lead to.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "forms/model/form_content.h"

namespace pilotage::forms {

class PathAnalysis {
public:
  PathAnalysis(FormContent& form, FormExpression& expression) : form_(form), expression_(expression), ast_(expression.expression.ast()) {}

  // Fills in the paths and dependencies. `foreign`: the context node is in a secondary instance. Errors: not_found.
  Result<void> run(bool foreign);

private:
  // What nodes may be met at some point of a path.
  struct Reach {
    std::vector<PlaceId> places; // of the main instance
    bool document = false;       // its document node
    std::int32_t instance = -1;  // or nodes of this secondary instance
    bool foreign = false;        // or nodes of a tree that is not known before
    FrameTypeId within = 0;      // they lie below the instance of this frame that the expression's node lies in
  };
  // How far a path can be bound while its steps are followed.
  struct Binding {
    bool open = true;   // so far every step was plain
    bool single = true; // one node for each instance of `near`
    bool absolute = false;
    FrameTypeId near = 0; // as Reach::within, from the node where the path starts
    BoundPath path;
  };

  Result<Reach> visit(xpath::AstId id, const Reach& context);
  Result<Reach> visit_call(const xpath::AstNode& node, const Reach& context);
  Result<Reach> visit_path(const xpath::AstNode& node, const Reach& context);
  Result<Reach> start(const xpath::Path& path, const Reach& context, Binding& binding);
  Reach follow(const Reach& from, const xpath::Step& step, bool last, Binding& binding) const;
  void follow_child(const Reach& from, const xpath::Step& step, bool last, Binding& binding, Reach& to) const;
  void follow_parent(const Reach& from, Binding& binding, Reach& to) const;
  void follow_other(const Reach& from, const xpath::Step& step, Reach& to) const;
  void add_below(PlaceId place, const xpath::Step& step, Reach& to) const;
  bool matches(PlaceId place, const xpath::Step& step) const;
  void check_step(const Reach& from, const Reach& to, const xpath::Step& step) const;
  Result<void> check_indexed_repeat(const xpath::AstNode& node, const Reach& context);
  void depend(const Reach& reach);
  void depend_on(PlaceId place, FrameTypeId within, bool structure);
  void find_lookup(const xpath::Path& path, BoundPath& bound);
  bool collect_keys(xpath::AstId id, std::vector<xpath::NameId>& names, std::vector<Lookup::Key>& keys) const;
  bool key_name(xpath::AstId id, xpath::NameId& name) const;
  bool key_value(xpath::AstId id, Lookup::Key& key) const;
  Reach self() const;

  FormContent& form_;
  FormExpression& expression_;
  const xpath::Ast& ast_;
  bool structure_only_ = false; // the path that comes next is counted, not read
  bool all_instances_ = false;  // absolute paths mean every repeat instance: in indexed-repeat()
};

} // namespace pilotage::forms
