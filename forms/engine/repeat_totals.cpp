#include "forms/engine/repeat_totals.h"

#include <algorithm>
#include <cmath>

namespace pilotage::forms {

using xpath::AstKind;
using xpath::NodeId;

namespace {

// Sums below this are exact.
constexpr double kExact = 4'503'599'627'370'496.0;

// An optional minus sign and up to 15 digits.
std::optional<double> whole_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 15) return std::nullopt;
  double number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return negative ? -number : number;
}

} // namespace

RepeatTotals::RepeatTotals(const FormContent& form, const Instance& instance) : form_(form), instance_(instance) {
  watch_of_.assign(form.shape.size(), -1);
  if (form.shape.frame_count() == 1) return;
  for (const FormExpression& expression : form.expressions) {
    const xpath::Ast& ast = expression.expression.ast();
    for (const xpath::AstNode& node : ast.nodes) {
      if (node.kind != AstKind::call || (ast.call_name(node) != "sum" && ast.call_name(node) != "count")) continue;
      const auto arguments = ast.operands(node);
      if (arguments.size() != 1 || ast[arguments[0]].kind != AstKind::path) continue;
      const BoundPath& path = expression.paths[static_cast<std::size_t>(ast[arguments[0]].first)];
      if (path.whole && form.shape[path.place].frame != path.within) watch(path.place, path.within);
    }
  }
}

void RepeatTotals::watch(PlaceId place, FrameTypeId within) {
  std::int32_t& id = watch_of_[static_cast<std::size_t>(place)];
  if (id == -1) {
    id = static_cast<std::int32_t>(watches_.size());
    watches_.emplace_back().place = place;
  }
  Watch& here = watches_[static_cast<std::size_t>(id)];
  if (std::ranges::find(here.within, within) != here.within.end()) return;
  here.within.push_back(within);
  here.totals.emplace_back();
}

RepeatTotals::Share RepeatTotals::share_of(NodeId node, FrameId frame) const {
  Share share;
  if (!instance_.is_live(frame) || !instance_.visible(node)) return share;
  share.counted = true;
  const std::string_view text = instance_.value(node);
  if (text.empty()) return share;
  const auto number = whole_number(text);
  share.odd = !number;
  share.number = number.value_or(0);
  return share;
}

void RepeatTotals::update(NodeId node) {
  const FrameId frame = instance_.frame_of(node);
  Watch& here = watches_[static_cast<std::size_t>(watch_of_[static_cast<std::size_t>(instance_.place_of(node))])];
  if (here.shares.size() <= static_cast<std::size_t>(frame))
    here.shares.resize(static_cast<std::size_t>(frame) + 1 + here.shares.size() / 2);
  Share& before = here.shares[static_cast<std::size_t>(frame)];
  const Share after = share_of(node, frame);
  for (std::size_t i = 0; i < here.within.size(); ++i) {
    const FrameId outer = instance_.ancestor(frame, here.within[i]);
    if (outer == kNoFrame) continue;
    auto& totals = here.totals[i];
    if (totals.size() <= static_cast<std::size_t>(outer)) totals.resize(static_cast<std::size_t>(outer) + 1 + totals.size() / 2);
    Total& total = totals[static_cast<std::size_t>(outer)];
    total.sum += after.number - before.number;
    total.count += static_cast<int>(after.counted) - static_cast<int>(before.counted);
    total.odd += static_cast<int>(after.odd) - static_cast<int>(before.odd);
  }
  before = after;
}

void RepeatTotals::rebuild() {
  std::vector<FrameId> frames;
  for (Watch& here : watches_) {
    here.shares.clear();
    for (auto& totals : here.totals) totals.clear();
    frames.clear();
    instance_.frames_below(kRootFrame, form_.shape[here.place].frame, frames);
    for (const FrameId frame : frames) update(instance_.node(frame, here.place));
  }
}

const RepeatTotals::Total* RepeatTotals::total(const BoundPath& path, NodeId from) const {
  static constexpr Total kNothing;
  if (!path.whole || !watches(path.place)) return nullptr;
  const Watch& here = watches_[static_cast<std::size_t>(watch_of_[static_cast<std::size_t>(path.place)])];
  const auto within = std::ranges::find(here.within, path.within);
  if (within == here.within.end()) return nullptr;
  const FrameId outer = instance_.ancestor(instance_.frame_of(from), path.within);
  if (outer == kNoFrame) return nullptr;
  const auto& totals = here.totals[static_cast<std::size_t>(within - here.within.begin())];
  return static_cast<std::size_t>(outer) < totals.size() ? &totals[static_cast<std::size_t>(outer)] : &kNothing;
}

std::optional<double> RepeatTotals::sum(const BoundPath& path, NodeId from) const {
  const Total* found = total(path, from);
  if (found == nullptr || found->odd != 0 || std::abs(found->sum) >= kExact) return std::nullopt;
  return found->sum;
}

std::optional<double> RepeatTotals::count(const BoundPath& path, NodeId from) const {
  const Total* found = total(path, from);
  if (found == nullptr) return std::nullopt;
  return static_cast<double>(found->count);
}

} // namespace pilotage::forms
