// What evaluating one expression costs, hot: on a flat form of 1,000 questions and on a table of 100,000 items.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "forms/xpath/evaluator.h"

namespace {

using namespace pilotage::forms::xpath;

constexpr int kQuestions = 1000;
constexpr int kItems = 100'000;

// /data/c0 ... c999, and a table /root/item with name, label, region.
struct Form {
  NameTable names;
  Tree main;
  Tree table;
  NodeId middle = kNoNode; // /data/c500

  Form() {
    const NodeId data = main.append_element(kDocument, names.intern("", "data"));
    for (int i = 0; i < kQuestions; ++i) {
      const NodeId question = main.append_element(data, names.intern("", "c" + std::to_string(i)));
      main.set_text(question, std::to_string(i));
      if (i == 500) middle = question;
    }
    const NodeId root = table.append_element(kDocument, names.intern("", "root"));
    for (int i = 0; i < kItems; ++i) {
      const NodeId item = table.append_element(root, names.intern("", "item"));
      table.set_text(table.append_element(item, names.intern("", "name")), "n" + std::to_string(i));
      table.set_text(table.append_element(item, names.intern("", "label")), "Label of item " + std::to_string(i));
      table.set_text(table.append_element(item, names.intern("", "region")), "r" + std::to_string(i % 100));
    }
  }
};

Form& form() {
  static Form instance;
  return instance;
}

// As the engine does for absolute references without predicates: the node is known.
class BoundPaths : public PathResolver {
public:
  explicit BoundPaths(NodeRef node) : node_(node) {}
  int resolve(const Expression& expression, int path, const Context& /*context*/, NodeSet& out) override {
    const Path& of = expression.ast().paths[static_cast<std::size_t>(path)];
    if (of.start != PathStart::root) return kNotResolved;
    out.push_back(node_);
    return of.step_count;
  }

private:
  NodeRef node_;
};

class TableHost : public Host {
public:
  const pilotage::forms::Environment& environment() const override { return environment_; }
  std::optional<NodeRef> instance(std::string_view /*id*/) override { return NodeRef{&form().table, kDocument}; }

private:
  pilotage::forms::Environment environment_ = pilotage::forms::fixed_environment();
};

void number_of(benchmark::State& state, const char* text, bool bound) {
  Form& of = form();
  const auto expression = Expression::parse(text, {}, of.names);
  BoundPaths resolver({&of.main, of.middle});
  TableHost host;
  Context context{.node = {&of.main, of.middle}, .host = &host, .resolver = bound ? &resolver : nullptr};
  for (auto _ : state) benchmark::DoNotOptimize(evaluate_number(*expression, context));
}

void string_of(benchmark::State& state, const char* text, bool bound) {
  Form& of = form();
  const auto expression = Expression::parse(text, {}, of.names);
  BoundPaths resolver({&of.main, of.middle});
  TableHost host;
  Context context{.node = {&of.main, of.middle}, .host = &host, .resolver = bound ? &resolver : nullptr};
  std::string out;
  for (auto _ : state) benchmark::DoNotOptimize(evaluate_string(*expression, context, out));
}

void parse(benchmark::State& state, const char* text) {
  Form& of = form();
  for (auto _ : state) benchmark::DoNotOptimize(Expression::parse(text, {}, of.names));
}

BENCHMARK_CAPTURE(parse, short_, "/data/c12 + 1");
BENCHMARK_CAPTURE(parse, usual, "if(selected(/data/c1, 'yes') and /data/c2 > 17, concat(/data/c3, ' ', /data/c4), '')");
BENCHMARK_CAPTURE(number_of, bound_plus_1, "/data/c12 + 1", true);
BENCHMARK_CAPTURE(number_of, walked_plus_1, "/data/c12 + 1", false);
BENCHMARK_CAPTURE(number_of, constraint, ". > 0 and . < 1000", true);
BENCHMARK_CAPTURE(number_of, relative, "../c12 * 2", false);
BENCHMARK_CAPTURE(number_of, equal_text, "/data/c12 = 'yes'", true);
BENCHMARK_CAPTURE(number_of, selected, "selected(/data/c12, 'b')", true);
BENCHMARK_CAPTURE(number_of, if_, "if(/data/c12 > 3, /data/c13 + 1, 0)", true);
BENCHMARK_CAPTURE(number_of, date, "date('2018-01-01') < date('2018-06-01')", true);
BENCHMARK_CAPTURE(number_of, sum_1000, "sum(../*)", false);
BENCHMARK_CAPTURE(number_of, count_100k, "count(instance('t')/root/item)", false);
BENCHMARK_CAPTURE(number_of, filter_100k, "count(instance('t')/root/item[region = 'r7'])", false);
BENCHMARK_CAPTURE(number_of, filter_100k_reference, "count(instance('t')/root/item[region = /data/c12])", true);
BENCHMARK_CAPTURE(string_of, concat, "concat(/data/c12, '-', /data/c13)", true);
BENCHMARK_CAPTURE(string_of, reference, "/data/c12", true);

void tree_memory(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(form().table.size());
  state.counters["nodes"] = static_cast<double>(form().table.size());
  state.counters["bytes"] = static_cast<double>(form().table.memory());
}
BENCHMARK(tree_memory);

} // namespace

BENCHMARK_MAIN();
