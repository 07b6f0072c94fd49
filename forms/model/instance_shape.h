// What the main instance can hold, whatever it holds at the moment: each place for an element or attribute once, with the places
// that repeat marked. A place inside a repeat exists once here and once in every instance of the repeat there.
//
// Places are grouped into frames. Frame 0 is the document without what repeats; each repeat opens a frame of its own, whose
// slot 0 is the repeat's element. The nodes of one instance of a frame are allotted together, so that a node is found from its frame by
// adding the slot.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"
#include "forms/large_pages.h"
#include "forms/model/prefixes.h"
#include "forms/string_pool.h"
#include "forms/xpath/name_table.h"
#include "forms/xpath/tree.h"

namespace pilotage::forms {

using PlaceId = std::int32_t;
using FrameTypeId = std::int32_t;
inline constexpr PlaceId kNoPlace = -1;
inline constexpr PlaceId kRootPlace = 0; // the document's element

struct Place {
  xpath::NameId name = xpath::kNoName;
  PlaceId parent = kNoPlace;
  PlaceId first_child = kNoPlace; // attributes first
  PlaceId next_sibling = kNoPlace;
  FrameTypeId frame = 0; // of a repeat: the frame that it opens
  std::int32_t slot = 0;
  std::int32_t bind = -1;
  std::int32_t depth = 0;
  bool attribute = false;
  bool repeat = false;
  bool leaf = true;         // no element below it
  std::string_view prefix;  // that it is written with
  std::string_view initial; // the value in a new instance of its frame
};

struct FrameType {
  PlaceId root = kRootPlace;
  FrameTypeId parent = -1;
  std::int32_t depth = 0;
  std::int32_t index_in_parent = 0; // among the parent's repeats
  std::vector<PlaceId> slots;       // in document order
  std::vector<FrameTypeId> repeats; // those directly inside
};

class InstanceShape {
public:
  // From the form's main instance and the elements of it that the body repeats.
  // `template_mark` is the attribute jr:template: an element that bears it gives a repeat its initial values and is no instance itself.
  using NamePath = std::vector<xpath::NameId>;
  struct Texts {
    const xpath::NameTable& names;
    Prefixes& prefixes;  // gets those that the places are written with
    StringPool& strings; // keeps the values, and outlives the shape
  };
  static Result<InstanceShape> build(const xpath::Tree& tree, xpath::NodeId root, const std::vector<NamePath>& repeats,
                                     xpath::NameId template_mark, const Texts& texts);

  const Place& operator[](PlaceId place) const { return places_[static_cast<std::size_t>(place)]; }
  Place& operator[](PlaceId place) { return places_[static_cast<std::size_t>(place)]; }
  const FrameType& frame(FrameTypeId type) const { return frames_[static_cast<std::size_t>(type)]; }
  std::size_t size() const { return places_.size(); }
  std::size_t frame_count() const { return frames_.size(); }

  // The first such child, or kNoPlace; all of them, appended.
  PlaceId child(PlaceId parent, xpath::NameId name, bool attribute = false) const;
  void children(PlaceId parent, xpath::NameId name, bool attribute, std::vector<PlaceId>& into) const;
  // The places that the path of names to this one leads to, in document order: more than one where siblings that do not repeat have one
  // name.
  std::vector<PlaceId> namesakes(PlaceId place) const;
  bool any_namesakes() const { return any_namesakes_; }
  bool is_ancestor_or_self(PlaceId ancestor, PlaceId place) const;
  // Whether an instance of `inner` lies in exactly one instance of `outer`.
  bool frame_contains(FrameTypeId outer, FrameTypeId inner) const;
  // The deepest frame that both lie in.
  FrameTypeId common_frame(FrameTypeId a, FrameTypeId b) const;

private:
  friend class ShapeBuilder;
  void index_children();
  std::size_t bucket(PlaceId parent, xpath::NameId name) const;

  LargeVector<Place> places_;
  std::vector<FrameType> frames_;
  std::vector<PlaceId> by_name_; // open addressing over (parent, name); the first of equal ones
  bool any_namesakes_ = false;
};

} // namespace pilotage::forms
