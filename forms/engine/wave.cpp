// Keeping everything up to date. A change marks the rules that read it; rules are worked through from the lowest rank to the highest, each
// one for the repeat instances that it is marked for, and a result that is what it was before goes no further.
#include <algorithm>
#include <bit>
#include <charconv>
#include <iterator>

#include "forms/engine/running_form.h"
#include "forms/engine/values.h"

namespace pilotage::forms {

using xpath::NodeId;

namespace {
// More waves than any form needs: answers that go with their choices, actions that set values that set values.
constexpr int kMaxRounds = 1'000;
} // namespace

void RunningForm::mark(std::int32_t rule, FrameId within) {
  auto& frames = pending_[static_cast<std::size_t>(rule)];
  mark_once(rule);
  if (frames.empty() || frames.back() != within) frames.push_back(within);
}

// Of a rule that is computed once: the bit says all.
void RunningForm::mark_once(std::int32_t rule) { pending_rules_[static_cast<std::size_t>(rule) / 64] |= std::uint64_t{1} << (rule % 64); }

void RunningForm::changed(NodeId node, bool structure) {
  const FrameId frame = instance_.frame_of(node);
  const PlaceId place = instance_.place_of(node);
  if (totals_.watches(place)) totals_.update(node);
  for (const DependencyEdge& edge : form_.graph.readers(place)) {
    if (edge.structure && !structure) continue;
    if (edge.once)
      mark_once(edge.rule);
    else
      mark(edge.rule, instance_.ancestor(frame, edge.within));
  }
}

// Everything below has come, gone, appeared or disappeared.
void RunningForm::changed_below(NodeId node) {
  changed(node, true);
  const xpath::Tree& tree = instance_.tree();
  for (NodeId at = tree.first_attribute(node); at != xpath::kNoNode; at = tree.next_attribute(at)) changed(at, true);
  for (NodeId at = tree.first_child(node); at != xpath::kNoNode; at = tree.next_sibling(at)) {
    if (tree.is_element(at)) changed_below(at);
  }
}

void RunningForm::mark_frame(FrameId frame) {
  const FrameTypeId type = instance_.frame(frame).type;
  for (const std::int32_t rule : form_.graph.rules_of(type)) mark(rule, frame);
  for (const FrameTypeId repeat : form_.shape.frame(type).repeats) {
    for (const FrameId inside : instance_.instances(frame, repeat)) mark_frame(inside);
  }
}

void RunningForm::mark_position_rules(FrameTypeId repeat, FrameId parent) {
  for (const std::int32_t rule : form_.graph.position_rules()) {
    if (form_.shape.frame_contains(repeat, form_.graph.rule(rule).frame)) mark(rule, parent);
  }
}

Result<void> RunningForm::run() {
  std::vector<FrameId> frames;
  std::vector<FrameId> within;
  std::size_t word = 0;
  while (word < pending_rules_.size()) {
    if (pending_rules_[word] == 0) {
      ++word;
      continue;
    }
    const auto rule = static_cast<std::int32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(pending_rules_[word])));
    pending_rules_[word] &= pending_rules_[word] - 1;
    auto& marked = pending_[static_cast<std::size_t>(rule)];
    if (form_.graph.rule(rule).frame == 0) {
      marked.clear();
      if (auto computed = compute(rule, kRootFrame); !computed) return computed;
    } else {
      // Copied, so that the list keeps its room for the next time.
      within.assign(marked.begin(), marked.end());
      marked.clear();
      frames.clear();
      for (const FrameId outer : within) {
        if (outer != kNoFrame && instance_.is_live(outer)) instance_.frames_below(outer, form_.graph.rule(rule).frame, frames);
      }
      if (within.size() > 1) {
        std::ranges::sort(frames);
        frames.erase(std::unique(frames.begin(), frames.end()), frames.end());
      }
      for (const FrameId frame : frames) {
        if (!instance_.is_live(frame)) continue;
        if (auto computed = compute(rule, frame); !computed) return computed;
      }
    }
    // A new repeat instance marks rules that may come before this one.
    if (restart_) word = 0;
    restart_ = false;
  }
  return {};
}

Result<void> RunningForm::settle() {
  count_changes_ = 0;
  for (int round = 0; round < kMaxRounds; ++round) {
    if (auto ran = run(); !ran) return ran;
    bool again = false;
    if (auto cleared = clear_lost_choices(again); !cleared) return cleared;
    if (again) continue;
    if (value_changes_.empty()) return {};
    if (auto fired = fire_value_changes(); !fired) return fired;
  }
  return fail(ErrorCode::cycle, "The form's actions change each other's values without end.", "setvalue");
}

void RunningForm::clear_pending() {
  for (std::size_t word = 0; word < pending_rules_.size(); ++word) {
    for (; pending_rules_[word] != 0; pending_rules_[word] &= pending_rules_[word] - 1) {
      pending_[word * 64 + static_cast<std::size_t>(std::countr_zero(pending_rules_[word]))].clear();
    }
  }
  dirty_lists_.clear();
  value_changes_.clear();
  restart_ = false;
}

Result<void> RunningForm::compute(std::int32_t id, FrameId frame) {
  const Rule& rule = form_.graph.rule(id);
  if (rule.kind == Rule::Kind::repeat_count) {
    auto count = number(rule.expression, instance_.node(frame, form_.shape[rule.target].parent));
    if (!count) return std::unexpected(count.error());
    return set_count(frame, form_.shape[rule.target].frame, *count);
  }
  const NodeId node = instance_.node(frame, rule.target);
  switch (rule.kind) {
  case Rule::Kind::calculate: return compute_value(rule, node);
  case Rule::Kind::choices:
    lists_[list_key(rule.control, node)].current = false;
    dirty_lists_.emplace_back(rule.control, node);
    log_.note(node, &Change::choices);
    return {};
  case Rule::Kind::text: log_.note(node, &Change::text); return {};
  default: return compute_flag(rule, node);
  }
}

Result<void> RunningForm::compute_value(const Rule& rule, NodeId node) {
  if (resumed_ && loading_ && form_.instance_id == rule.target && !instance_.value(node).empty()) return {};
  const DataType type = form_.type(rule.target);
  char digits[12];
  std::string_view value;
  if (const auto number = type == DataType::integer ? direct_number(rule.expression, node) : std::nullopt) {
    if (const auto whole = integer_part(*number)) value = {digits, std::to_chars(digits, std::end(digits), *whole).ptr};
  } else {
    if (auto computed = calculated_text(rule.expression, node, type, scratch_); !computed) return computed;
    value = scratch_;
  }
  if (put(node, value) && !lost_.empty()) lost_.erase(node);
  return {};
}

Result<void> RunningForm::compute_flag(const Rule& rule, NodeId node) {
  auto holds = is_true(rule.expression, node);
  if (!holds) return std::unexpected(holds.error());
  const std::uint8_t before = instance_.flags(node);
  const auto flag = rule.kind == Rule::Kind::relevant   ? Instance::own_irrelevant
                    : rule.kind == Rule::Kind::required ? Instance::required
                                                        : Instance::own_readonly;
  const bool set = rule.kind == Rule::Kind::relevant ? !*holds : *holds;
  const auto after = static_cast<std::uint8_t>(set ? before | flag : before & ~flag);
  if (after == before) return {};
  log_.flags(node, before);
  log_.note(node, &Change::state);
  instance_.set_flags(node, after);
  if (rule.kind == Rule::Kind::required) return {};
  const NodeId parent = instance_.tree().parent(node);
  spread(node, parent == xpath::kDocument ? std::uint8_t{0} : instance_.flags(parent));
  return {};
}

// Relevance and read-only pass from a node to all that is in it.
void RunningForm::spread(NodeId node, std::uint8_t above) {
  const std::uint8_t before = instance_.flags(node);
  std::uint8_t after = before & (Instance::own_irrelevant | Instance::required | Instance::own_readonly);
  if ((after & Instance::own_irrelevant) != 0 || (above & Instance::irrelevant) != 0) after |= Instance::irrelevant;
  if ((after & Instance::own_readonly) != 0 || (above & Instance::readonly) != 0) after |= Instance::readonly;
  if (after == before) return;
  log_.flags(node, before);
  log_.note(node, &Change::state);
  instance_.set_flags(node, after);
  if (((before ^ after) & Instance::irrelevant) != 0) changed(node, true);
  const xpath::Tree& tree = instance_.tree();
  for (NodeId at = tree.first_attribute(node); at != xpath::kNoNode; at = tree.next_attribute(at)) spread(at, after);
  for (NodeId at = tree.first_child(node); at != xpath::kNoNode; at = tree.next_sibling(at)) {
    if (tree.is_element(at)) spread(at, after);
  }
}

} // namespace pilotage::forms
