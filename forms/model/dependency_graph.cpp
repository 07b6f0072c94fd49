#include "forms/model/dependency_graph.h"

#include <algorithm>
#include <numeric>
#include <queue>

#include "forms/model/form_content.h"

namespace pilotage::forms {

class GraphBuilder {
public:
  explicit GraphBuilder(const FormContent& form) : form_(form) {}

  Result<DependencyGraph> build() {
    collect_rules();
    if (auto ordered = order(); !ordered) return std::unexpected(ordered.error());
    index();
    return std::move(graph_);
  }

private:
  struct Draft {
    Rule rule;
    std::vector<Dependency> dependencies;
  };

  void add(Rule::Kind kind, ExpressionId expression, PlaceId target, FrameTypeId frame, std::int32_t control = -1) {
    if (expression == kNoExpression) return;
    drafts_.push_back({{kind, expression, target, control, frame}, form_.expression(expression).dependencies});
  }

  void collect_rules() {
    for (const Bind& bind : form_.binds) {
      const FrameTypeId frame = form_.shape[bind.place].frame;
      add(Rule::Kind::relevant, bind.relevant, bind.place, frame);
      add(Rule::Kind::required, bind.required, bind.place, frame);
      add(Rule::Kind::readonly, bind.readonly, bind.place, frame);
      add(Rule::Kind::calculate, bind.calculate, bind.place, frame);
    }
    for (std::size_t i = 0; i < form_.controls.size(); ++i) collect_rules(static_cast<std::int32_t>(i));
  }

  void collect_rules(std::int32_t id) {
    const Control& control = form_.control(id);
    const FrameTypeId frame = form_.shape[control.place].frame;
    if (control.kind == ControlKind::repeat)
      add(Rule::Kind::repeat_count, control.count, control.place, form_.shape.frame(frame).parent, id);
    add_texts(control.label, control, id);
    add_texts(control.hint, control, id);
    if (control.itemset == -1) return;
    const Itemset& itemset = form_.itemsets[static_cast<std::size_t>(control.itemset)];
    add(Rule::Kind::choices, itemset.nodes, control.place, frame, id);
    if (itemset.items == kNoPlace) return;
    // Values and labels that come from a repeat are answers too.
    auto& dependencies = drafts_.back().dependencies;
    for (const ExpressionId part : {itemset.value, itemset.label}) {
      if (part == kNoExpression) continue;
      for (Dependency dependency : form_.expression(part).dependencies) {
        dependency.within = form_.shape.common_frame(dependency.within, frame);
        dependencies.push_back(dependency);
      }
    }
  }

  void add_texts(const TextSource& source, const Control& control, std::int32_t id) {
    const FrameTypeId frame = form_.shape[control.place].frame;
    if (source.kind == TextSource::Kind::expression) add(Rule::Kind::text, source.index, control.place, frame, id);
    if (source.kind == TextSource::Kind::pieces) add_pieces(source.index, control, id);
    if (source.kind != TextSource::Kind::itext || !form_.itext.any_mixed(source.index)) return;
    for (const auto& [key, mixed] : form_.mixed_text_at) {
      const auto text = static_cast<std::int32_t>(key >> 32);
      if (static_cast<PlaceId>(key & 0xFFFFFFFFU) == control.place && form_.itext.uses(source.index, text)) add_pieces(mixed, control, id);
    }
  }

  void add_pieces(std::int32_t mixed, const Control& control, std::int32_t id) {
    for (const TextPiece& piece : form_.mixed_texts[static_cast<std::size_t>(mixed)]) {
      add(Rule::Kind::text, piece.expression, control.place, form_.shape[control.place].frame, id);
    }
  }

  // Which places an expression can see a change of, when this rule gives another result.
  template <typename Visit>
  void each_written(const Rule& rule, Visit visit) const {
    switch (rule.kind) {
    case Rule::Kind::calculate: visit(rule.target); return;
    case Rule::Kind::relevant:
    case Rule::Kind::repeat_count: each_below(rule.target, visit); return;
    // No expression can ask whether something is required or read-only. But one that reads the very place that it guards is a
    // circle that ODK refuses.
    case Rule::Kind::required:
    case Rule::Kind::readonly:
    case Rule::Kind::choices:
    case Rule::Kind::text: return;
    }
  }

  template <typename Visit>
  void each_below(PlaceId place, Visit& visit) const {
    visit(place);
    for (PlaceId at = form_.shape[place].first_child; at != kNoPlace; at = form_.shape[at].next_sibling) each_below(at, visit);
  }

  // How many instances a repeat has may depend on what is in them ("one more, if the last one says so"): where only that closes a circle,
  // counts come after what they read, and what reads the new instances is computed once more.
  Result<void> order() {
    connect(true);
    auto sorted = sort();
    if (sorted || std::ranges::none_of(drafts_, [](const Draft& d) { return d.rule.kind == Rule::Kind::repeat_count; })) return sorted;
    connect(false);
    if (!sort()) return sorted;
    graph_.counts_feed_back_ = true;
    return {};
  }

  void connect(bool counts_first) {
    const std::vector<std::int32_t> first = first_of_each_place();
    std::vector<std::int32_t> readers(static_cast<std::size_t>(first.back()));
    std::vector<std::int32_t> next = first;
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      for (const Dependency& dependency : drafts_[i].dependencies)
        readers[static_cast<std::size_t>(next[static_cast<std::size_t>(dependency.place)]++)] = static_cast<std::int32_t>(i);
    }
    after_.assign(drafts_.size(), {});
    before_.assign(drafts_.size(), 0);
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      each_written(drafts_[i].rule, [&](PlaceId place) {
        for (std::int32_t at = first[static_cast<std::size_t>(place)]; at < first[static_cast<std::size_t>(place) + 1]; ++at) {
          const std::int32_t reader = readers[static_cast<std::size_t>(at)];
          const bool feeds_back = drafts_[i].rule.kind == Rule::Kind::repeat_count && reader != static_cast<std::int32_t>(i);
          if (feeds_back && !counts_first) continue;
          after_[i].push_back(reader);
          ++before_[static_cast<std::size_t>(reader)];
        }
      });
    }
  }

  bool reads_itself(const Draft& draft) const {
    if (draft.rule.kind != Rule::Kind::required && draft.rule.kind != Rule::Kind::readonly) return false;
    return std::ranges::any_of(draft.dependencies, [&](const Dependency& d) { return d.place == draft.rule.target; });
  }

  Result<void> sort() {
    for (const Draft& draft : drafts_) {
      if (reads_itself(draft)) return cycle({&draft.rule});
    }
    std::priority_queue<std::int32_t, std::vector<std::int32_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      if (before_[i] == 0) ready.push(static_cast<std::int32_t>(i));
    }
    std::vector<std::int32_t> order;
    while (!ready.empty()) {
      const std::int32_t next = ready.top();
      ready.pop();
      order.push_back(next);
      for (const std::int32_t reader : after_[static_cast<std::size_t>(next)]) {
        if (--before_[static_cast<std::size_t>(reader)] == 0) ready.push(reader);
      }
    }
    if (order.size() < drafts_.size()) return find_cycle();
    std::vector<Draft> sorted;
    sorted.reserve(drafts_.size());
    for (const std::int32_t i : order) sorted.push_back(std::move(drafts_[static_cast<std::size_t>(i)]));
    drafts_ = std::move(sorted);
    return {};
  }

  // Follows rules that could not be ordered from one to the next until one comes again.
  Result<void> find_cycle() const {
    std::vector<std::int32_t> from(drafts_.size(), -1); // a rule that must come before
    std::int32_t at = -1;
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      if (before_[i] <= 0) continue;
      at = static_cast<std::int32_t>(i);
      for (const std::int32_t reader : after_[i]) {
        if (before_[static_cast<std::size_t>(reader)] > 0) from[static_cast<std::size_t>(reader)] = static_cast<std::int32_t>(i);
      }
    }
    std::vector<std::int32_t> walked;
    while (at != -1 && std::ranges::find(walked, at) == walked.end()) {
      walked.push_back(at);
      at = from[static_cast<std::size_t>(at)];
    }
    std::vector<const Rule*> rules;
    for (auto i = std::ranges::find(walked, at); i != walked.end(); ++i) rules.push_back(&drafts_[static_cast<std::size_t>(*i)].rule);
    std::ranges::reverse(rules);
    return cycle(rules);
  }

  Result<void> cycle(const std::vector<const Rule*>& rules) const {
    std::string names;
    for (const Rule* rule : rules) names += (names.empty() ? "" : " → ") + form_.path(rule->target);
    names += " → " + form_.path(rules.front()->target);
    return fail(ErrorCode::cycle, "These depend on each other in a circle: " + names + ".", form_.where(rules.front()->expression));
  }

  void index() {
    graph_.by_frame_.resize(form_.shape.frame_count());
    graph_.first_ = first_of_each_place();
    graph_.edges_.resize(static_cast<std::size_t>(graph_.first_.back()));
    std::vector<std::int32_t> next = graph_.first_;
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      const Draft& draft = drafts_[i];
      const auto rule = static_cast<std::int32_t>(i);
      graph_.rules_.push_back(draft.rule);
      graph_.by_frame_[static_cast<std::size_t>(draft.rule.frame)].push_back(rule);
      const FormExpression& expression = form_.expression(draft.rule.expression);
      if (expression.language) graph_.language_.push_back(rule);
      if (expression.position) graph_.position_.push_back(rule);
      for (const Dependency& d : draft.dependencies) {
        const FrameTypeId within = form_.shape.common_frame(d.within, draft.rule.frame);
        const auto edge = static_cast<std::size_t>(next[static_cast<std::size_t>(d.place)]++);
        graph_.edges_[edge] = {rule, within, d.structure, draft.rule.frame == 0};
      }
    }
  }

  // Where the readers of each place start, when they stand side by side, place after place; at the end, how many there are.
  std::vector<std::int32_t> first_of_each_place() const {
    std::vector<std::int32_t> first(form_.shape.size() + 1, 0);
    for (const Draft& draft : drafts_) {
      for (const Dependency& dependency : draft.dependencies) ++first[static_cast<std::size_t>(dependency.place) + 1];
    }
    std::partial_sum(first.begin(), first.end(), first.begin());
    return first;
  }

  const FormContent& form_;
  DependencyGraph graph_;
  std::vector<Draft> drafts_;
  std::vector<std::vector<std::int32_t>> after_;
  std::vector<std::int32_t> before_;
};

Result<DependencyGraph> DependencyGraph::build(const FormContent& form) { return GraphBuilder(form).build(); }

} // namespace pilotage::forms
