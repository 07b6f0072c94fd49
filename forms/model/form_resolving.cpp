// The second half of reading a form: what the elements that were read mean, and how they hang together.
#include <algorithm>
#include <limits>

#include "forms/model/action_reader.h"
#include "forms/model/bind_reader.h"
#include "forms/model/body_reader.h"
#include "forms/model/entity_reader.h"
#include "forms/model/form_reader.h"

namespace pilotage::forms {

using xpath::NameId;

namespace {

// Of an element of the model that forms may hold and that means nothing to a running form.
bool passes(XmlElement element) { return element.space() != Namespace::xforms && element.space() != Namespace::odk; }

} // namespace

Result<void> FormReader::resolve() {
  add_instance_id();
  auto repeats = BodyReader::repeats(element(body_), form_);
  if (!repeats) return std::unexpected(repeats.error());
  auto shape = InstanceShape::build(form_.initial, form_.initial.document_element(), *repeats,
                                    form_.names.intern("http://openrosa.org/javarosa", "template"),
                                    {.names = form_.names, .prefixes = form_.root_namespaces, .strings = form_.strings});
  if (!shape) return std::unexpected(shape.error());
  form_.shape = *std::move(shape);
  name_all_namespaces();
  form_.control_of.assign(form_.shape.size(), -1);
  // Room that is not used costs nothing; growing step by step would touch twice the memory.
  form_.expressions.reserve(form_.shape.size());
  form_.binds.reserve(form_.shape.size());
  form_.controls.reserve(form_.shape.size());
  form_.direct_steps.reserve(form_.shape.size() * 2); // a constraint has seven steps, and most questions have none
  if (auto resolved = resolve_model(); !resolved) return resolved;
  for (const std::string& table : form_.looked_up) {
    if (auto found = sources_.table(table); !found) return found;
  }
  note_metadata();
  note_body_order();
  if (auto read = read_entities(element(model_), form_); !read) return read;
  if (auto checked = check_itemsets(); !checked) return checked;
  auto graph = DependencyGraph::build(form_);
  if (!graph) return std::unexpected(graph.error());
  form_.graph = *std::move(graph);
  return {};
}

// Paths can name what is in a namespace that is declared further in, or by other prefixes there.
void FormReader::name_all_namespaces() {
  Prefixes known;
  for (const auto& [prefix, uri] : form_.namespaces.prefixes) known.declare(prefix, uri);
  for (const auto& [prefix, uri] : form_.root_namespaces.namespaces()) static_cast<void>(known.prefix_for(uri, prefix));
  form_.namespaces.prefixes = known.namespaces();
}

// Every response has an id (ODK XForms, "Metadata"); a form that forgets its place gets one.
void FormReader::add_instance_id() {
  xpath::Tree& tree = form_.initial;
  const auto child = [&](xpath::NodeId parent, std::string_view name) {
    xpath::NodeId at = tree.first_child(parent);
    while (at != xpath::kNoNode && !(tree.is_element(at) && form_.names.local(tree.name(at)) == name)) at = tree.next_sibling(at);
    return at;
  };
  xpath::NodeId meta = child(tree.document_element(), "meta");
  if (meta == xpath::kNoNode) meta = tree.append_element(tree.document_element(), form_.names.intern("", "meta"));
  if (child(meta, "instanceID") == xpath::kNoNode) tree.append_element(meta, form_.names.intern("", "instanceID"));
}

Result<void> FormReader::resolve_model() {
  ExpressionCompiler compiler(form_);
  TextReader texts(form_, compiler);
  BindReader binds(form_, compiler, texts);
  ActionReader actions(form_, compiler);
  std::vector<XmlElement> later;
  if (const XmlElement itext = element(model_).child("itext")) {
    if (auto read = texts.read_translations(itext); !read) return read;
  }
  for (XmlElement child = element(model_).first_child(); child; child = child.next()) {
    if (child.is("bind")) {
      if (auto read = binds.read(child); !read) return read;
    } else if (ActionReader::is_action(child)) {
      later.push_back(child);
    } else if (child.is("submission")) {
      note_submission(child);
    } else if (!child.is("itext") && !passes(child)) {
      return fail(ErrorCode::unsupported, child.description() + " is not supported in the model of a form.", "model");
    } else if (child.name() == "setgeopoint" || child.name() == "setvalue") {
      return fail(ErrorCode::unsupported, child.description() + " is not in the namespace that its action belongs to.", "model");
    }
  }
  if (auto read = BodyReader(form_, compiler, texts, actions, sources_).read(element(body_)); !read) return read;
  for (const XmlElement action : later) {
    if (auto read = actions.read(action, -1); !read) return read;
  }
  return {};
}

void FormReader::note_submission(XmlElement submission) {
  form_.submission.action = std::string(submission.attribute("action"));
  form_.submission.method = std::string(submission.attribute("method"));
  form_.submission.public_key = std::string(submission.attribute("base64RsaPublicKey"));
  const auto odk_or_openrosa = [&](std::string_view name) {
    const auto openrosa = submission.find(name, Namespace::openrosa);
    return std::string(openrosa ? *openrosa : submission.attribute(name, Namespace::odk));
  };
  form_.submission.auto_send = odk_or_openrosa("auto-send");
  form_.submission.auto_delete = odk_or_openrosa("auto-delete");
}

void FormReader::note_metadata() {
  const auto child = [&](PlaceId parent, std::string_view name, bool attribute = false) {
    for (PlaceId at = form_.shape[parent].first_child; at != kNoPlace; at = form_.shape[at].next_sibling) {
      if (form_.shape[at].attribute == attribute && form_.names.local(form_.shape[at].name) == name) return at;
    }
    return kNoPlace;
  };
  const auto initial = [&](PlaceId place) { return place == kNoPlace ? std::string_view() : form_.shape[place].initial; };
  form_.form_id = initial(child(kRootPlace, "id", true));
  form_.version = initial(child(kRootPlace, "version", true));
  if (form_.form_id.empty()) {
    const NameId root = form_.initial.name(form_.initial.document_element());
    const std::string_view uri = form_.names.uri(root);
    form_.form_id = std::string(uri.empty() ? form_.names.local(root) : uri);
  }
  const PlaceId meta = child(kRootPlace, "meta");
  if (meta == kNoPlace) return;
  form_.instance_id = child(meta, "instanceID");
  form_.instance_name = child(meta, "instanceName");
  form_.deprecated_id = child(meta, "deprecatedID");
  form_.audit = child(meta, "audit");
}

void FormReader::note_body_order() {
  constexpr std::int32_t kNotShown = std::numeric_limits<std::int32_t>::max();
  form_.body_order.assign(form_.shape.size(), kNotShown);
  for (std::size_t id = 0; id < form_.controls.size(); ++id) {
    const Control& control = form_.controls[id];
    if (control.kind == ControlKind::group) continue;
    std::int32_t& order = form_.body_order[static_cast<std::size_t>(control.place)];
    order = std::min(order, static_cast<std::int32_t>(id));
  }
  std::int32_t last = -1;
  for (const std::int32_t order : form_.body_order) {
    if (order == kNotShown) continue;
    form_.body_follows_model = form_.body_follows_model && order > last;
    last = order;
  }
}

// A value or label that the first item does not have is a spelling mistake, and would show an empty list.
Result<void> FormReader::check_itemsets() const {
  for (const Control& control : form_.controls) {
    if (control.itemset == -1) continue;
    const Itemset& itemset = form_.itemsets[static_cast<std::size_t>(control.itemset)];
    const FormExpression& nodes = form_.expression(itemset.nodes);
    const xpath::Ast& ast = nodes.expression.ast();
    for (std::size_t i = 0; i < nodes.paths.size(); ++i) {
      if (nodes.paths[i].instance == -1) continue;
      const SecondaryInstance& instance = form_.instances[static_cast<std::size_t>(nodes.paths[i].instance)];
      if (instance.tree.document_element() == xpath::kNoNode) continue;
      xpath::NodeId item = xpath::kDocument;
      for (const xpath::Step& step : ast.steps_of(ast.paths[i])) {
        if (item != xpath::kNoNode) item = step.test == xpath::NodeTest::name ? instance.tree.child(item, step.name) : xpath::kNoNode;
      }
      for (const NameId name : {itemset.value_name, itemset.label_name}) {
        if (item == xpath::kNoNode || name == xpath::kNoName || instance.tree.child(item, name) != xpath::kNoNode) continue;
        return fail(ErrorCode::not_found,
                    "The first item of the instance \"" + instance.id + "\" has no \"" + std::string(form_.names.local(name)) + "\".",
                    "choices of " + form_.path(control.place));
      }
    }
  }
  return {};
}

} // namespace pilotage::forms
