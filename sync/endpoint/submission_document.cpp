#include "sync/endpoint/submission_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <unordered_set>

#include "sync/endpoint/xml_check.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

constexpr int kDeepest = 100;

// Whether `name` is the local name of an element or attribute that is called `full_name`.
bool is_named(std::string_view full_name, std::string_view name) {
  return full_name.ends_with(name) && (full_name.size() == name.size() || full_name[full_name.size() - name.size() - 1] == ':');
}

pugi::xml_node child_named(pugi::xml_node parent, std::string_view name) {
  return parent.find_child([name](pugi::xml_node child) { return is_named(child.name(), name); });
}

std::string trimmed(std::string_view text) {
  constexpr const char* kBlanks = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ? std::string() : std::string(text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1));
}

// The one root element; malformed where there are others, or text beside it, or a DOCTYPE.
Result<pugi::xml_node> only_root(const pugi::xml_document& document) {
  pugi::xml_node root;
  for (const pugi::xml_node node : document.children()) {
    if (node.type() == pugi::node_doctype) return fail(ErrorCode::malformed, "The XML has a DOCTYPE. A response needs none.");
    if (node.type() == pugi::node_comment || node.type() == pugi::node_pi || node.type() == pugi::node_declaration) continue;
    if (node.type() != pugi::node_element || root) return fail(ErrorCode::malformed, "The XML has something beside its root element.");
    root = node;
  }
  if (!root) return fail(ErrorCode::malformed, "The XML is empty.");
  return root;
}

bool is_deeper_than(pugi::xml_node node, int levels) {
  if (levels < 0) return true;
  for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling())
    if (is_deeper_than(child, levels - 1)) return true;
  return false;
}

// The names that were found so far, in their order. A submission has room for some hundred thousand: what is added ends at one more than it
// may have.
class FileNames {
public:
  bool too_many() const { return names_.size() > sync::kMaxAttachments; }
  std::vector<std::string> take() { return std::move(names_); }

  void add(std::string name) {
    if (too_many() || name.empty() || known_.contains(name) || !sync::checked_attachment_name(name, "response")) return;
    known_.insert(name);
    names_.push_back(std::move(name));
  }

private:
  std::vector<std::string> names_;
  std::unordered_set<std::string> known_;
};

// Adds the values of the elements at `path` ("photo", "visit/photo") below `node`.
void collect(pugi::xml_node node, std::string_view path, FileNames& names) {
  const auto slash = path.find('/');
  const std::string_view step = path.substr(0, slash);
  for (pugi::xml_node child = node.first_child(); child && !names.too_many(); child = child.next_sibling()) {
    if (!is_named(child.name(), step)) continue;
    if (slash == std::string_view::npos)
      names.add(trimmed(child.text().get()));
    else
      collect(child, path.substr(slash + 1), names);
  }
}

void collect_sealed(pugi::xml_node root, FileNames& names) {
  for (const pugi::xml_node media : root.children())
    if (is_named(media.name(), "media"))
      for (const pugi::xml_node file : media.children()) names.add(trimmed(file.text().get()));
  names.add(trimmed(child_named(root, "encryptedXmlFile").text().get()));
}

} // namespace

struct SubmissionDocument::Impl {
  pugi::xml_document document;
  pugi::xml_node root;
  std::string form_id;
  std::string version;
  std::string instance_id;
  std::string deprecated_id;

  Result<void> parse(std::string_view xml);
  Result<void> read_identity();
};

Result<void> SubmissionDocument::Impl::parse(std::string_view xml) {
  if (auto checked = check_characters(xml); !checked) return checked;
  constexpr unsigned kFlags = pugi::parse_default | pugi::parse_doctype | pugi::parse_fragment;
  const pugi::xml_parse_result parsed = document.load_buffer(xml.data(), xml.size(), kFlags, pugi::encoding_utf8);
  if (!parsed)
    return fail(ErrorCode::malformed,
                fmt::format("The XML is damaged at byte {}: {}. Send it again as it was.", parsed.offset, parsed.description()));
  const auto only = only_root(document);
  if (!only) return std::unexpected(only.error());
  root = *only;
  // So many levels have two tags each but for the last: most responses have fewer tags in all and need not be gone through.
  const bool may_be_deep = std::ranges::count(xml, '<') > 2 * kDeepest - 2;
  if (may_be_deep && is_deeper_than(root, kDeepest - 1))
    return fail(ErrorCode::limit_exceeded, fmt::format("The XML is nested deeper than {} levels.", kDeepest));
  return {};
}

Result<void> SubmissionDocument::Impl::read_identity() {
  form_id = root.attribute("id").value();
  if (form_id.empty()) return fail(ErrorCode::malformed, "The XML does not say which form it answers: its root element has no id.");
  for (const pugi::xml_attribute attribute : root.attributes())
    if (is_named(attribute.name(), "version")) version = attribute.value();
  const pugi::xml_node meta = child_named(root, "meta");
  instance_id = trimmed(child_named(meta, "instanceID").text().get());
  if (instance_id.empty()) instance_id = root.attribute("instanceID").value();
  if (instance_id.empty())
    return fail(ErrorCode::malformed, "The XML has no meta/instanceID. Without it the response cannot be told from others.");
  deprecated_id = trimmed(child_named(meta, "deprecatedID").text().get());
  for (const auto& [text, what] :
       {std::pair{&form_id, "form id"}, {&version, "form version"}, {&instance_id, "instanceID"}, {&deprecated_id, "deprecatedID"}})
    if (auto checked = sync::checked_identifier(*text, what, true); !checked) return std::unexpected(checked.error());
  return {};
}

SubmissionDocument::SubmissionDocument(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SubmissionDocument::SubmissionDocument(SubmissionDocument&&) noexcept = default;
SubmissionDocument& SubmissionDocument::operator=(SubmissionDocument&&) noexcept = default;
SubmissionDocument::~SubmissionDocument() = default;

Result<SubmissionDocument> SubmissionDocument::read(std::string_view xml) {
  auto impl = std::make_unique<Impl>();
  if (auto parsed = impl->parse(xml); !parsed) return std::unexpected(parsed.error());
  if (auto identified = impl->read_identity(); !identified) return std::unexpected(identified.error());
  return SubmissionDocument(std::move(impl));
}

const std::string& SubmissionDocument::form_id() const { return impl_->form_id; }
const std::string& SubmissionDocument::version() const { return impl_->version; }
const std::string& SubmissionDocument::instance_id() const { return impl_->instance_id; }
const std::string& SubmissionDocument::deprecated_id() const { return impl_->deprecated_id; }

bool SubmissionDocument::encrypted() const { return std::string_view(impl_->root.attribute("encrypted").value()) == "yes"; }

Result<std::vector<std::string>> SubmissionDocument::file_names(const std::vector<std::string>& upload_paths) const {
  FileNames names;
  const std::string root = fmt::format("/{}/", local_name(impl_->root.name()));
  if (encrypted())
    collect_sealed(impl_->root, names);
  else
    for (const std::string_view path : upload_paths)
      if (path.starts_with(root)) collect(impl_->root, path.substr(root.size()), names);
  if (names.too_many())
    return fail(ErrorCode::limit_exceeded,
                fmt::format("The response names more than {} files, which is more than one response may have.", sync::kMaxAttachments));
  return names.take();
}

} // namespace pilotage::endpoint
