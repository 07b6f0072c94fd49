#include "forms/model/instance_shape.h"

#include <algorithm>

#include "forms/xpath/characters.h"

namespace pilotage::forms {

using xpath::NameId;
using xpath::NodeId;

class ShapeBuilder {
public:
  ShapeBuilder(InstanceShape& shape, const xpath::Tree& tree, const std::vector<InstanceShape::NamePath>& repeats, NameId template_mark,
               const InstanceShape::Texts& texts)
      : shape_(shape), tree_(tree), repeats_(repeats), template_mark_(template_mark), texts_(texts) {}

  void build(NodeId root) {
    shape_.frames_.emplace_back();
    shape_.places_.reserve(tree_.size());
    path_.push_back(tree_.name(root));
    add_place(root, kNoPlace, false);
    fill(root, kRootPlace);
    number_slots(kRootPlace);
  }

private:
  PlaceId add_place(NodeId node, PlaceId parent, bool attribute) {
    const auto id = static_cast<PlaceId>(shape_.places_.size());
    Place& place = shape_.places_.emplace_back();
    last_child_.push_back(kNoPlace);
    templated_.push_back(false);
    place.name = tree_.name(node);
    if (const std::string_view prefix = tree_.prefix(node); !prefix.empty())
      place.prefix = texts_.strings.add(texts_.prefixes.prefix_for(texts_.names.uri(place.name), prefix));
    place.parent = parent;
    place.attribute = attribute;
    if (parent == kNoPlace) return id;
    Place& above = shape_[parent];
    place.depth = above.depth + 1;
    place.frame = above.frame;
    if (!attribute) above.leaf = false;
    PlaceId& last = last_child_[static_cast<std::size_t>(parent)];
    (last == kNoPlace ? above.first_child : shape_[last].next_sibling) = id;
    last = id;
    return id;
  }

  void open_frame(PlaceId place) {
    const auto type = static_cast<FrameTypeId>(shape_.frames_.size());
    FrameType frame;
    frame.root = place;
    frame.parent = shape_[place].frame;
    FrameType& parent = shape_.frames_[static_cast<std::size_t>(frame.parent)];
    frame.depth = parent.depth + 1;
    frame.index_in_parent = static_cast<std::int32_t>(parent.repeats.size());
    parent.repeats.push_back(type);
    shape_.frames_.push_back(std::move(frame));
    shape_[place].repeat = true;
    shape_[place].frame = type;
  }

  bool is_repeat() const {
    return std::ranges::any_of(repeats_, [&](const InstanceShape::NamePath& repeat) { return repeat == path_; });
  }

  // The place for an attribute or child of `parent`: a known one where a repeat comes again.
  PlaceId place_of(NodeId node, PlaceId parent, bool attribute, bool merging) {
    if (merging || is_repeat()) {
      for (PlaceId at = shape_[parent].first_child; at != kNoPlace; at = shape_[at].next_sibling) {
        if (shape_[at].name == tree_.name(node) && shape_[at].attribute == attribute && (merging || shape_[at].repeat)) return at;
      }
    }
    return kNoPlace;
  }

  void visit(NodeId node, PlaceId parent, bool attribute, bool merging) {
    path_.push_back(tree_.name(node));
    PlaceId place = place_of(node, parent, attribute, merging);
    const bool known = place != kNoPlace;
    if (!known) {
      place = add_place(node, parent, attribute);
      if (!attribute && is_repeat()) open_frame(place);
    }
    const bool is_template = !attribute && shape_[place].repeat && tree_.attribute(node, template_mark_) != xpath::kNoNode;
    const bool sets_values = !known || (is_template && !templated_[static_cast<std::size_t>(place)]);
    if (is_template) templated_[static_cast<std::size_t>(place)] = true;
    const bool outer = setting_;
    setting_ = sets_values && (outer || is_template);
    if (setting_) {
      const bool has_value = tree_.is_leaf(node) || attribute;
      shape_[place].initial = has_value ? texts_.strings.add(xpath::trim_xml_space(tree_.text(node))) : std::string_view();
    }
    if (!attribute) fill_children(node, place, merging || (known && shape_[place].repeat));
    setting_ = outer;
    path_.pop_back();
  }

  void fill_children(NodeId node, PlaceId place, bool merging) {
    for (NodeId at = tree_.first_attribute(node); at != xpath::kNoNode; at = tree_.next_attribute(at)) {
      if (tree_.name(at) != template_mark_) visit(at, place, true, merging);
    }
    for (NodeId child = tree_.first_child(node); child != xpath::kNoNode; child = tree_.next_sibling(child)) {
      if (tree_.is_element(child)) visit(child, place, false, merging);
    }
  }

  void fill(NodeId root, PlaceId place) { fill_children(root, place, false); }

  // Slots in document order, each frame on its own.
  void number_slots(PlaceId place) {
    Place& here = shape_[place];
    FrameType& frame = shape_.frames_[static_cast<std::size_t>(here.frame)];
    // Text in one instance of a repeat where another one has questions: what has questions in it holds no value.
    if (!here.leaf) here.initial = {};
    here.slot = static_cast<std::int32_t>(frame.slots.size());
    frame.slots.push_back(place);
    for (PlaceId at = here.first_child; at != kNoPlace; at = shape_[at].next_sibling) number_slots(at);
  }

  InstanceShape& shape_;
  const xpath::Tree& tree_;
  const std::vector<InstanceShape::NamePath>& repeats_;
  NameId template_mark_;
  InstanceShape::Texts texts_;
  InstanceShape::NamePath path_;
  std::vector<PlaceId> last_child_;
  std::vector<bool> templated_;
  bool setting_ = true;
};

Result<InstanceShape> InstanceShape::build(const xpath::Tree& tree, NodeId root, const std::vector<NamePath>& repeats, NameId template_mark,
                                           const Texts& texts) {
  InstanceShape shape;
  ShapeBuilder(shape, tree, repeats, template_mark, texts).build(root);
  shape.index_children();
  return shape;
}

std::size_t InstanceShape::bucket(PlaceId parent, NameId name) const {
  const std::uint64_t key =
      (static_cast<std::uint64_t>(static_cast<std::uint32_t>(parent)) << 32 | static_cast<std::uint32_t>(name)) * 0x9E3779B97F4A7C15ULL;
  return (key >> 32) & (by_name_.size() - 1);
}

void InstanceShape::index_children() {
  std::size_t size = 16;
  while (size < places_.size() * 2) size *= 2;
  by_name_.assign(size, kNoPlace);
  for (PlaceId id = 1; id < static_cast<PlaceId>(places_.size()); ++id) {
    const Place& place = (*this)[id];
    std::size_t at = bucket(place.parent, place.name);
    while (by_name_[at] != kNoPlace) {
      const Place& other = (*this)[by_name_[at]];
      any_namesakes_ = any_namesakes_ || (other.parent == place.parent && other.name == place.name && other.attribute == place.attribute);
      at = (at + 1) & (size - 1);
    }
    by_name_[at] = id;
  }
}

PlaceId InstanceShape::child(PlaceId parent, NameId name, bool attribute) const {
  for (std::size_t at = bucket(parent, name); by_name_[at] != kNoPlace; at = (at + 1) & (by_name_.size() - 1)) {
    const Place& place = (*this)[by_name_[at]];
    if (place.parent == parent && place.name == name && place.attribute == attribute) return by_name_[at];
  }
  return kNoPlace;
}

void InstanceShape::children(PlaceId parent, NameId name, bool attribute, std::vector<PlaceId>& into) const {
  for (std::size_t at = bucket(parent, name); by_name_[at] != kNoPlace; at = (at + 1) & (by_name_.size() - 1)) {
    const Place& place = (*this)[by_name_[at]];
    if (place.parent == parent && place.name == name && place.attribute == attribute) into.push_back(by_name_[at]);
  }
}

std::vector<PlaceId> InstanceShape::namesakes(PlaceId place) const {
  const Place& here = (*this)[place];
  if (!any_namesakes_ || here.parent == kNoPlace) return {place};
  std::vector<PlaceId> found;
  for (const PlaceId parent : namesakes(here.parent)) children(parent, here.name, here.attribute, found);
  return found;
}

bool InstanceShape::is_ancestor_or_self(PlaceId ancestor, PlaceId place) const {
  while (place != kNoPlace && (*this)[place].depth > (*this)[ancestor].depth) place = (*this)[place].parent;
  return place == ancestor;
}

bool InstanceShape::frame_contains(FrameTypeId outer, FrameTypeId inner) const {
  while (inner != -1 && frame(inner).depth > frame(outer).depth) inner = frame(inner).parent;
  return inner == outer;
}

FrameTypeId InstanceShape::common_frame(FrameTypeId a, FrameTypeId b) const {
  while (a != b) {
    if (frame(a).depth >= frame(b).depth)
      a = frame(a).parent;
    else
      b = frame(b).parent;
  }
  return a;
}

} // namespace pilotage::forms
