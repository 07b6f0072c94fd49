// The instance as XML: what is sent, and what a draft is kept as.
#include "forms/engine/running_form.h"
#include "forms/engine/temporal.h"
#include "forms/xpath/characters.h"

namespace pilotage::forms {

using xpath::NodeId;

namespace {

void append_escaped(std::string_view text, bool attribute, std::string& into) {
  // A calculation can give what XML has no place for (base64-decode()); no server would take it.
  if (!xpath::is_xml_text(text)) return append_escaped(xpath::xml_text(text), attribute, into);
  const std::string_view special = attribute ? "&<>\"\n\t\r" : "&<>\r";
  while (true) {
    const std::size_t at = text.find_first_of(special);
    into.append(text.substr(0, at));
    if (at == std::string_view::npos) return;
    switch (text[at]) {
    case '&': into += "&amp;"; break;
    case '<': into += "&lt;"; break;
    case '>': into += "&gt;"; break;
    case '"': into += "&quot;"; break;
    case '\n': into += "&#10;"; break;
    case '\t': into += "&#9;"; break;
    default: into += "&#13;"; break;
    }
    text.remove_prefix(at + 1);
  }
}

class Writer {
public:
  Writer(const FormContent& form, const Instance& instance, bool everything, std::string_view deprecated_id)
      : form_(form), instance_(instance), tree_(instance.tree()), everything_(everything), deprecated_id_(deprecated_id) {}

  std::string write() {
    out_.reserve(form_.shape.size() * 32);
    out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    element(instance_.node(kRootFrame, kRootPlace));
    out_ += '\n';
    return std::move(out_);
  }

private:
  void append_name(NodeId node) {
    if (const std::string_view prefix = tree_.prefix(node); !prefix.empty()) {
      out_ += prefix;
      out_ += ':';
    }
    out_ += form_.names.local(tree_.name(node));
  }

  void append_declaration(std::string_view prefix, std::string_view uri) {
    out_ += " xmlns";
    if (!prefix.empty()) out_.append(":").append(prefix);
    out_ += "=\"";
    append_escaped(uri, true, out_);
    out_ += '"';
  }

  void start_tag(NodeId node) {
    out_ += '<';
    append_name(node);
    if (tree_.parent(node) == xpath::kDocument) {
      for (const auto& [prefix, uri] : form_.root_namespaces.namespaces()) append_declaration(prefix, uri);
    }
    for (NodeId at = tree_.first_attribute(node); at != xpath::kNoNode; at = tree_.next_attribute(at)) {
      if (!everything_ && !instance_.visible(at)) continue;
      out_ += ' ';
      append_name(at);
      out_ += "=\"";
      append_escaped(tree_.text(at), true, out_);
      out_ += '"';
    }
  }

  // Written by hand where the form has no place for it (ODK XForms, "Metadata": deprecatedID).
  void append_deprecated_id(NodeId node) {
    if (deprecated_id_.empty() || form_.deprecated_id != kNoPlace || form_.instance_id == kNoPlace) return;
    if (instance_.place_of(node) != form_.shape[form_.instance_id].parent) return;
    const std::string_view prefix = form_.shape[form_.instance_id].prefix;
    const std::string name = (prefix.empty() ? std::string() : std::string(prefix) + ":") + "deprecatedID";
    out_ += "<" + name + ">";
    append_escaped(deprecated_id_, false, out_);
    out_ += "</" + name + ">";
  }

  void element(NodeId node) {
    if (!everything_ && !instance_.visible(node)) return;
    start_tag(node);
    const bool leaf = tree_.is_leaf(node);
    if (leaf && tree_.text(node).empty()) {
      out_ += "/>";
      return;
    }
    out_ += '>';
    if (leaf) {
      append_escaped(tree_.text(node), false, out_);
    } else {
      for (NodeId child = tree_.first_child(node); child != xpath::kNoNode; child = tree_.next_sibling(child)) element(child);
      append_deprecated_id(node);
    }
    out_ += "</";
    append_name(node);
    out_ += '>';
  }

  const FormContent& form_;
  const Instance& instance_;
  const xpath::Tree& tree_;
  bool everything_;
  std::string_view deprecated_id_;
  std::string out_;
};

} // namespace

std::string RunningForm::serialise(bool everything) const { return Writer(form_, instance_, everything, deprecated_id_).write(); }

Result<std::string> RunningForm::finish() {
  for (const Bind& bind : form_.binds) {
    if (bind.preload == "timestamp" && bind.preload_params == "end" && form_.shape[bind.place].frame == 0) {
      put(instance_.node(kRootFrame, bind.place), date_time_text(environment_.now(), environment_));
    }
  }
  if (auto settled = end_step(settle()); !settled) return std::unexpected(settled.error());
  if (const auto wrong = problems(true); !wrong.empty()) {
    const NodeId node{static_cast<NodeId>(wrong.front().node)};
    std::string message = wrong.front().message;
    if (message.empty())
      message = wrong.front().why == Invalidity::required ? "This question must be answered." : "This answer is not allowed.";
    return fail(ErrorCode::invalid_value, std::move(message), ref(node));
  }
  return serialise(false);
}

std::vector<std::string> RunningForm::attachments() const {
  std::vector<std::string> names;
  const xpath::Tree& tree = instance_.tree();
  for (NodeId at = instance_.node(kRootFrame, kRootPlace); at != xpath::kNoNode; at = tree.next_in_document(at, xpath::kDocument)) {
    if (!tree.is_element(at) || !instance_.has(at) || !instance_.visible(at) || instance_.value(at).empty()) continue;
    const PlaceId place = instance_.place_of(at);
    const Control* control = form_.control_at(place);
    const bool uploads = (control != nullptr && control->kind == ControlKind::upload) || form_.type(place) == DataType::binary;
    if (uploads) names.emplace_back(instance_.value(at));
  }
  return names;
}

} // namespace pilotage::forms
