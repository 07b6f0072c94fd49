// The main instance of a running form: the tree of answers, which repeat instances there are, and what holds for each node.
//
// Nodes are allotted in frames, as InstanceShape says: a node is its frame's base plus its slot. A frame's nodes are never
// given to another frame.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "forms/model/form_content.h"
#include "forms/xpath/tree.h"

namespace pilotage::forms {

using FrameId = std::int32_t;
inline constexpr FrameId kRootFrame = 0;
inline constexpr FrameId kNoFrame = -1;

struct Frame {
  FrameTypeId type = 0;
  FrameId parent = kNoFrame;
  xpath::NodeId base = xpath::kNoNode;
  std::int32_t index = 0;      // among the instances of its repeat, from 0
  std::int32_t first_list = 0; // its nested repeats' lists
  bool alive = true;
};

class Instance {
public:
  explicit Instance(const FormContent& form);

  const xpath::Tree& tree() const { return tree_; }
  xpath::Tree& tree() { return tree_; }

  // --- Nodes and places ---
  bool has(xpath::NodeId node) const {
    if (node <= 0 || static_cast<std::size_t>(node) >= nodes_.size()) return false;
    const FrameId id = frame_of(node);
    return id != kNoFrame && frame(id).alive;
  }
  FrameId frame_of(xpath::NodeId node) const { return nodes_[static_cast<std::size_t>(node)].frame; }
  const Frame& frame(FrameId id) const { return frames_[static_cast<std::size_t>(id)]; }
  PlaceId place_of(xpath::NodeId node) const { return nodes_[static_cast<std::size_t>(node)].place; }
  // The node at a place that lies in this very frame.
  xpath::NodeId node(FrameId frame_id, PlaceId place) const { return frame(frame_id).base + form_.shape[place].slot; }
  // Whether the frame and all around it are in the instance.
  bool is_live(FrameId id) const {
    while (id != kNoFrame && frame(id).alive) id = frame(id).parent;
    return id == kNoFrame;
  }
  // The frame of that type that holds this one, or itself. kNoFrame: it lies in none.
  FrameId ancestor(FrameId id, FrameTypeId type) const {
    while (id != kNoFrame && frame(id).type != type) id = frame(id).parent;
    return id;
  }
  // The node at `place`, taking the first instance of each repeat that `from` does not lie in. kNoNode: a repeat has none.
  xpath::NodeId nearest(FrameId from, PlaceId place) const;

  // --- Repeats ---
  std::span<const FrameId> instances(FrameId parent, FrameTypeId repeat) const;
  // All frames of a type below one of an outer type, in document order.
  void frames_below(FrameId from, FrameTypeId type, std::vector<FrameId>& into) const;
  FrameId add(FrameId parent, FrameTypeId repeat);
  // Takes the last one, or any other, out of its repeat and off the tree; it can be put back until it is dropped.
  void detach(FrameId id);
  void put_back(FrameId id);
  void drop(FrameId id);

  // --- Values ---
  std::string_view value(xpath::NodeId node) const { return tree_.text(node); }
  void set_value(xpath::NodeId node, std::string_view value) { tree_.set_text(node, value); }

  // --- What holds ---
  enum Flag : std::uint8_t { own_irrelevant = 1, irrelevant = 2, required = 4, own_readonly = 8, readonly = 16 };
  std::uint8_t flags(xpath::NodeId node) const { return nodes_[static_cast<std::size_t>(node)].flags; }
  void set_flags(xpath::NodeId node, std::uint8_t flags) { nodes_[static_cast<std::size_t>(node)].flags = flags; }
  bool is(xpath::NodeId node, Flag flag) const { return (flags(node) & flag) != 0; }
  bool visible(xpath::NodeId node) const { return !is(node, irrelevant); }

private:
  struct NodeRow {
    FrameId frame = kNoFrame;
    PlaceId place = kNoPlace;
    std::uint8_t flags = 0;
  };
  FrameId build(FrameTypeId type, FrameId parent, xpath::NodeId before);
  xpath::NodeId following(FrameId parent, FrameTypeId repeat, std::size_t position) const;
  std::vector<FrameId>& list(FrameId parent, FrameTypeId repeat);
  void renumber(FrameId parent, FrameTypeId repeat, std::size_t from);

  const FormContent& form_;
  xpath::Tree tree_;
  std::vector<Frame> frames_;
  std::vector<std::vector<FrameId>> lists_;
  std::vector<NodeRow> nodes_;
};

} // namespace pilotage::forms
