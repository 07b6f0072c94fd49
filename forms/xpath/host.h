// What an expression may ask of the form that it stands in, beside the nodes it walks: other instances, texts, labels, the clock. An
// implementation answers for one session and is used on that session's thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "forms/environment.h"
#include "forms/error.h"
#include "forms/xpath/value.h"

namespace pilotage::forms::xpath {

struct Context;
class Expression;

class Host {
public:
  Host() = default;
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  virtual ~Host() = default;

  // The clock, the zone and the random source.
  virtual const Environment& environment() const = 0;

  // instance('id'): the node whose child is the instance's root element, so that instance('id')/root/item works. nullopt: no such instance.
  virtual std::optional<NodeRef> instance(std::string_view id) = 0;

  // The language that labels and dates are shown in, as the form names it ("French (fr)"); "" is English.
  virtual std::string_view language() const { return {}; }

  // version(): of the form; "" where it has none.
  virtual std::string_view form_version() const { return {}; }

  // jr:itext('id'): the text without a form attribute in the active language, as a string or as its node. nullopt: no such text.
  virtual std::optional<Value> itext(std::string_view id);

  // jr:choice-name(value, 'path'): the label of the choice with that value, of the question at that path. nullopt: no such question or
  // choice.
  virtual std::optional<std::string> choice_name(std::string_view value, std::string_view path, const Context& context);

  // pulldata('instance', 'column', 'key column', 'key') by an index. nullopt: the evaluator looks through instance(id)/root/item itself.
  virtual std::optional<std::string> pulldata(std::string_view instance, std::string_view column, std::string_view key_column,
                                              std::string_view key);
};

// Answers paths that were bound to nodes when the form was loaded, or that an index answers faster than a walk.
class PathResolver {
public:
  static constexpr int kNotResolved = -1;

  PathResolver() = default;
  PathResolver(const PathResolver&) = delete;
  PathResolver& operator=(const PathResolver&) = delete;
  virtual ~PathResolver() = default;

  // Asked for every path before it is walked. `path` is its index in expression.ast().paths. Puts the nodes that the first N steps
  // (with their predicates) give into `out`, in document order, and returns N; the evaluator walks the rest. Leaves `out` empty and returns
  // kNotResolved where it does not know. Must give what walking would give.
  virtual int resolve(const Expression& expression, int path, const Context& context, NodeSet& out) = 0;

  static constexpr NodeId kNotKnown = -2;
  // The node, of the tree of `context.root`, of a path that leads to one node at most, where that is known without walking; kNoNode where
  // there is none, or none that the form shows. kNotKnown: resolve() has to be asked.
  virtual NodeId one(const Expression& expression, int path, const Context& context);

  // A path where a condition is wanted: whether its first node counts as true. nullopt: any node does, as XPath 1.0 says.
  virtual std::optional<bool> truth(NodeRef node) {
    static_cast<void>(node);
    return std::nullopt;
  }

  // sum(path) and count(path), where they are known without walking. nullopt: they are not.
  virtual std::optional<double> sum(const Expression& expression, int path, const Context& context);
  virtual std::optional<double> count(const Expression& expression, int path, const Context& context);
  // position(node), likewise.
  virtual std::optional<double> position(NodeRef node) {
    static_cast<void>(node);
    return std::nullopt;
  }

  // Asked of what every path gave that resolve() did not answer to the end: takes out the nodes that the form hides (those that are
  // not relevant).
  virtual void hide(NodeSet& nodes) { static_cast<void>(nodes); }
};

} // namespace pilotage::forms::xpath
