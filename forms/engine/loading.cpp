// Filling the instance: from the form's own document for a new response, from a saved one otherwise.
#include <algorithm>

#include "forms/engine/running_form.h"
#include "forms/engine/uuid.h"
#include "forms/engine/values.h"
#include "forms/model/text_reader.h"
#include "forms/model/xml_tree.h"
#include "forms/xpath/characters.h"

namespace pilotage::forms {

using xpath::NodeId;

namespace {

// Finds the places that the elements of one parent stand for: by name, and where a name comes twice without a repeat, by their order.
class Children {
public:
  Children(const FormContent& form, PlaceId parent) : form_(form), parent_(parent) {}

  PlaceId take(const xpath::NameTable& names, xpath::NameId given, bool attribute) {
    found_.clear();
    const std::string_view local = names.local(given);
    const xpath::NameId name = &names == &form_.names ? given : form_.names.find(names.uri(given), local);
    if (name != xpath::kNoName) form_.shape.children(parent_, name, attribute, found_);
    // The same name with another prefix, or without one: written by another client.
    for (PlaceId at = form_.shape[parent_].first_child; found_.empty() && at != kNoPlace; at = form_.shape[at].next_sibling) {
      if (form_.shape[at].attribute == attribute && form_.names.local(form_.shape[at].name) == local) found_.push_back(at);
    }
    for (const PlaceId place : found_) {
      if (form_.shape[place].repeat || found_.size() == 1) return place;
      if (std::ranges::find(taken_, place) != taken_.end()) continue;
      taken_.push_back(place);
      return place;
    }
    return kNoPlace;
  }

private:
  const FormContent& form_;
  PlaceId parent_;
  std::vector<PlaceId> found_;
  std::vector<PlaceId> taken_;
};

constexpr std::string_view kJavaRosa = "http://openrosa.org/javarosa";

} // namespace

void RunningForm::leave_out(const Source& from, NodeId node, const std::string& path) {
  if (from.carried == nullptr) return;
  std::string scratch;
  const std::string_view value = from.tree.string_value(node, scratch);
  if (!value.empty()) from.carried->left_out.push_back(path + ": " + std::string(value));
}

void RunningForm::fill(const Source& from, NodeId element, FrameId frame, PlaceId place) {
  const NodeId node = instance_.node(frame, place);
  Children children(form_, place);
  for (NodeId at = from.tree.first_attribute(element); at != xpath::kNoNode; at = from.tree.next_attribute(at)) {
    const PlaceId target = children.take(from.names, from.tree.name(at), true);
    // The form's id and version are those of the form that is open, not of the one that saved the response.
    if (target != kNoPlace && place != kRootPlace) instance_.set_value(instance_.node(frame, target), from.tree.text(at));
  }
  if (form_.shape[place].leaf) {
    std::string scratch;
    const std::string_view raw = xpath::trim_xml_space(from.tree.string_value(element, scratch));
    const std::string value = calculated_value(form_.type(place), raw, environment_);
    instance_.set_value(node, value);
    if (value.empty() && !raw.empty()) leave_out(from, element, ref(node));
    return;
  }
  if (from.tree.is_leaf(element)) leave_out(from, element, ref(node)); // an answer, where this version has a group
  for (NodeId child = from.tree.first_child(element); child != xpath::kNoNode; child = from.tree.next_sibling(child)) {
    if (!from.tree.is_element(child)) continue;
    const std::string_view local = from.names.local(from.tree.name(child));
    const PlaceId target = children.take(from.names, from.tree.name(child), false);
    if (target == kNoPlace) {
      if (local == "deprecatedID")
        deprecated_id_ = std::string(from.tree.text(child));
      else
        leave_out(from, child, ref(node) + "/" + std::string(local));
      continue;
    }
    if (!form_.shape[target].repeat) {
      fill(from, child, frame, target);
      continue;
    }
    if (from.template_mark != xpath::kNoName && from.tree.attribute(child, from.template_mark) != xpath::kNoNode) continue;
    fill(from, child, instance_.add(frame, form_.shape[target].frame), target);
  }
}

Result<void> RunningForm::begin() {
  const Source from{form_.initial, form_.names, form_.names.find(kJavaRosa, "template"), nullptr};
  fill(from, form_.initial.document_element(), kRootFrame, kRootPlace);
  return open(true);
}

Result<void> RunningForm::load(std::string_view xml, CarryOver* carried) {
  xpath::NameTable names;
  auto tree = read_tree(xml, "the saved response", names);
  if (!tree) return std::unexpected(tree.error());
  const NodeId root = tree->document_element();
  if (names.local(tree->name(root)) != form_.names.local(form_.shape[kRootPlace].name)) {
    return fail(ErrorCode::conflict,
                "The saved response is not one of this form: it begins with <" + std::string(names.local(tree->name(root))) + ">.",
                "the saved response");
  }
  for (NodeId at = tree->first_attribute(root); at != xpath::kNoNode; at = tree->next_attribute(at)) {
    if (names.local(tree->name(at)) != "id" || tree->text(at) == form_.form_id) continue;
    return fail(ErrorCode::conflict,
                "The saved response belongs to the form \"" + std::string(tree->text(at)) + "\", not to \"" + form_.form_id + "\".",
                "the saved response");
  }
  fill({*tree, names, names.find(kJavaRosa, "template"), carried}, root, kRootFrame, kRootPlace);
  resumed_ = true;
  drop_unknown_choices(carried);
  if (auto opened = open(false); !opened) return opened;
  for (const auto& [node, value] : lost_) {
    if (carried != nullptr && instance_.has(node)) carried->left_out.push_back(ref(node) + ": " + value);
  }
  return {};
}

// Answers that were choices of another version of the form. Those of an itemset go when its list is made.
void RunningForm::drop_unknown_choices(CarryOver* carried) {
  std::vector<int> controls_at(form_.shape.size());
  for (const Control& control : form_.controls) ++controls_at[static_cast<std::size_t>(control.place)];
  for (const Control& control : form_.controls) {
    // Two lists for one question: the value may be of the other.
    if (controls_at[static_cast<std::size_t>(control.place)] > 1) continue;
    if (control.choice_count == 0 || control.itemset != -1) continue;
    std::vector<FrameId> frames;
    instance_.frames_below(kRootFrame, form_.shape[control.place].frame, frames);
    for (const FrameId frame : frames) {
      const NodeId node = instance_.node(frame, control.place);
      if (instance_.value(node).empty()) continue;
      const std::string kept = still_written(control, instance_.value(node));
      if (kept == instance_.value(node)) continue;
      if (carried != nullptr) carried->left_out.push_back(ref(node) + ": " + std::string(instance_.value(node)));
      instance_.set_value(node, kept);
    }
  }
}

Result<void> RunningForm::open(bool first) {
  read_last_saved();
  loading_ = true;
  if (first) preload_all(kRootFrame);
  totals_.rebuild();
  mark_frame(kRootFrame);
  // Events come when the form is whole (XForms 1.1, 4.2): actions see calculated values.
  Result<void> outcome = settle();
  if (outcome && first) outcome = fire(Event::first_load, xpath::kNoNode);
  if (outcome) outcome = fire(Event::load, xpath::kNoNode);
  if (outcome) outcome = settle();
  loading_ = false;
  if (!outcome) return outcome;
  if (form_.instance_id != kNoPlace) {
    const NodeId node = instance_.node(kRootFrame, form_.instance_id);
    if (instance_.value(node).empty()) {
      put(node, "uuid:" + make_uuid(environment_));
      outcome = settle();
    }
  }
  log_.commit(instance_);
  return outcome;
}

void RunningForm::read_last_saved() {
  for (const SecondaryInstance& instance : form_.instances) {
    if (instance.kind != SecondaryInstance::Kind::last_saved) continue;
    xpath::NameTable names;
    xpath::Tree& copy = session_instances_[instance.id];
    if (environment_.last_saved.empty()) continue;
    const auto saved = read_tree(environment_.last_saved, "the response saved last", names);
    if (saved) copy_known(*saved, names, saved->document_element(), copy, xpath::kDocument);
  }
}

// Into the names of this form. What no expression of it can name is left out.
void RunningForm::copy_known(const xpath::Tree& from, const xpath::NameTable& names, NodeId element, xpath::Tree& to, NodeId parent) const {
  const xpath::NameId name = form_.names.find(names.uri(from.name(element)), names.local(from.name(element)));
  if (name == xpath::kNoName) return;
  const NodeId copy = to.append_element(parent, name);
  for (NodeId child = from.first_child(element); child != xpath::kNoNode; child = from.next_sibling(child)) {
    if (from.is_element(child))
      copy_known(from, names, child, to, copy);
    else if (from.kind(child) == xpath::NodeKind::text)
      to.append_text(copy, from.text(child));
  }
}

Result<void> RunningForm::become_edit() {
  if (form_.instance_id == kNoPlace) return {};
  const NodeId id = instance_.node(kRootFrame, form_.instance_id);
  deprecated_id_ = std::string(instance_.value(id));
  if (form_.deprecated_id != kNoPlace) put(instance_.node(kRootFrame, form_.deprecated_id), deprecated_id_);
  put(id, "uuid:" + make_uuid(environment_));
  auto changes = end_step(settle());
  if (!changes) return std::unexpected(changes.error());
  return {};
}

} // namespace pilotage::forms
