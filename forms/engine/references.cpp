// Nodes by reference, "/data/person[2]/name", and references of nodes.
#include <charconv>

#include "forms/engine/running_form.h"
#include "forms/model/text_reader.h"
#include "forms/xpath/characters.h"

namespace pilotage::forms {

using xpath::NodeId;

namespace {

struct Step {
  std::string_view name;
  bool attribute = false;
  int position = 0; // 0: none is written
};

// The next step of a reference, taken off its front. nullopt: it is not one.
std::optional<Step> next_step(std::string_view& ref) {
  const std::size_t slash = ref.find('/');
  std::string_view text = xpath::trim_xml_space(ref.substr(0, slash));
  ref = slash == std::string_view::npos ? std::string_view() : ref.substr(slash + 1);
  Step step;
  if (text.ends_with(']')) {
    const std::size_t open = text.find('[');
    if (open == std::string_view::npos) return std::nullopt;
    const std::string_view digits = text.substr(open + 1, text.size() - open - 2);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), step.position);
    if (error != std::errc() || end != digits.data() + digits.size() || step.position < 1) return std::nullopt;
    text = text.substr(0, open);
  }
  step.attribute = text.starts_with('@');
  step.name = step.attribute ? text.substr(1) : text;
  if (step.name.empty()) return std::nullopt;
  return step;
}

} // namespace

std::optional<NodeId> RunningForm::find(std::string_view ref) const {
  if (!ref.starts_with('/')) return std::nullopt;
  ref.remove_prefix(1);
  FrameId frame = kRootFrame;
  PlaceId place = kNoPlace;
  while (!ref.empty()) {
    const auto step = next_step(ref);
    if (!step) return std::nullopt;
    place = place == kNoPlace
                ? ExpressionCompiler::plain_path(form_, "/" + std::string(step->name), kRootPlace).value_or(kNoPlace)
                : ExpressionCompiler::plain_path(form_, (step->attribute ? "@" : "") + std::string(step->name), place).value_or(kNoPlace);
    if (place == kNoPlace) return std::nullopt;
    const int position = step->position == 0 ? 1 : step->position;
    if (!form_.shape[place].repeat) {
      if (position != 1) return std::nullopt;
      continue;
    }
    const auto instances = instance_.instances(frame, form_.shape[place].frame);
    if (static_cast<std::size_t>(position) > instances.size()) return std::nullopt;
    frame = instances[static_cast<std::size_t>(position) - 1];
  }
  if (place == kNoPlace) return std::nullopt;
  return instance_.node(frame, place);
}

std::pair<FrameId, FrameTypeId> RunningForm::find_repeat(std::string_view ref) const {
  const std::pair<FrameId, FrameTypeId> none{kNoFrame, 0};
  const std::size_t slash = ref.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return none;
  const auto parent = find(ref.substr(0, slash));
  if (!parent) return none;
  const std::string_view name = ref.substr(slash + 1);
  const auto place = ExpressionCompiler::plain_path(form_, name.substr(0, name.find('[')), instance_.place_of(*parent));
  if (!place || *place == kNoPlace || !form_.shape[*place].repeat) return none;
  return {instance_.frame_of(*parent), form_.shape[*place].frame};
}

std::string RunningForm::ref(NodeId node) const {
  if (!instance_.has(node)) return {};
  std::vector<NodeId> path;
  for (NodeId at = node; at != xpath::kDocument && at != xpath::kNoNode; at = instance_.tree().parent(at)) path.push_back(at);
  std::string ref;
  for (auto at = path.rbegin(); at != path.rend(); ++at) {
    const Place& place = form_.shape[instance_.place_of(*at)];
    ref += (place.attribute ? "/@" : "/") + form_.step(instance_.place_of(*at));
    if (place.repeat) ref += "[" + std::to_string(instance_.frame(instance_.frame_of(*at)).index + 1) + "]";
  }
  return ref;
}

} // namespace pilotage::forms
