#include "sync/endpoint/form_reading.h"

#include <fmt/format.h>

#include <pugixml.hpp>

#include "forms/xlsform/convert.h"
#include "sync/endpoint/form_facts.h"
#include "sync/endpoint/xml_check.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

struct XForm {
  std::string xml;
  std::vector<std::string> warnings;
};

Result<XForm> converted(const FormUpload& upload) {
  auto conversion = forms::xlsform::convert(upload.bytes, {.file_name = upload.file_name, .form_name = {}, .form_id = {}});
  if (!conversion) {
    std::string lines = "The workbook cannot become a form:";
    for (const forms::xlsform::Message& message : conversion.error())
      if (message.severity == forms::xlsform::Severity::error) lines += "\n  " + message.to_string();
    return fail(ErrorCode::malformed, std::move(lines), upload.file_name);
  }
  XForm form{.xml = std::move(conversion->xform), .warnings = {}};
  for (const forms::xlsform::Message& message : conversion->warnings) form.warnings.push_back(message.to_string());
  return form;
}

bool is_xform(const FormUpload& upload) {
  const auto start = upload.bytes.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  return upload.file_name.ends_with(".xml") || (start != std::string::npos && upload.bytes[start] == '<');
}

Result<XForm> xform_of(const FormUpload& upload) {
  if (upload.bytes.size() > sync::kMaxFormXmlBytes)
    return fail(ErrorCode::limit_exceeded, "The form is larger than 64 MB.", upload.file_name);
  if (is_xform(upload)) return XForm{.xml = upload.bytes, .warnings = {}};
  return converted(upload);
}

Error in_file(Error error, const std::string& file_name) {
  error.where = error.where.empty() ? file_name : file_name + ": " + error.where;
  return error;
}

// The first element inside of the first <instance>: the root of the responses.
class InstanceRoot : public pugi::xml_tree_walker {
public:
  bool for_each(pugi::xml_node& node) override {
    if (local_name(node.name()) != "instance") return true;
    for (const pugi::xml_node below : node.children())
      if (below.type() == pugi::node_element) {
        root = below;
        return false;
      }
    return true;
  }
  pugi::xml_node root;
};

// Where the tag that begins at `begin` ends, quotes skipped; npos where it does not.
std::size_t end_of_tag(std::string_view xml, std::size_t begin) {
  char quote = 0;
  for (std::size_t at = begin; at < xml.size(); ++at) {
    if (quote != 0) {
      if (xml[at] == quote) quote = 0;
    } else if (xml[at] == '"' || xml[at] == '\'') {
      quote = xml[at];
    } else if (xml[at] == '>') {
      return at > begin && xml[at - 1] == '/' ? at - 1 : at;
    }
  }
  return std::string_view::npos;
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '&')
      result += "&amp;";
    else if (letter == '<')
      result += "&lt;";
    else if (letter == '"')
      result += "&quot;";
    else
      result += letter;
  }
  return result;
}

// The place of the attribute version="…" within a tag; empty where it has none.
struct Span {
  std::size_t begin = 0;
  std::size_t size = 0;
};
Span version_attribute(std::string_view tag) {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::size_t at = tag.find_first_of(kBlanks); // behind the element's name
  while (at != std::string_view::npos && (at = tag.find_first_not_of(kBlanks, at)) != std::string_view::npos) {
    const std::size_t equals = tag.find('=', at);
    const std::size_t open = tag.find_first_of("\"'", equals);
    if (equals == std::string_view::npos || open == std::string_view::npos) break;
    const std::size_t close = tag.find(tag[open], open + 1);
    if (close == std::string_view::npos) break;
    const std::string_view name = tag.substr(at, tag.find_first_of(" \t\r\n=", at) - at);
    if (name == "version") return {.begin = at, .size = close + 1 - at};
    at = close + 1;
  }
  return {};
}

// An id that ends so makes addresses that ask for something else: "meeting.xml" is the XForm of the form "meeting".
Result<void> check_ending(const std::string& form_id) {
  for (const std::string_view ending : {".xml", ".xls", ".xlsx", ".svc"})
    if (form_id.ends_with(ending))
      return fail(ErrorCode::invalid_value,
                  fmt::format("The form id \"{}\" must not end in {}: its address would be that of a file. Give the form another id.",
                              form_id, ending));
  return {};
}

} // namespace

Result<ReadForm> read_form(ProjectId project, const FormUpload& upload) {
  auto xform = xform_of(upload);
  if (!xform) return std::unexpected(xform.error());
  auto facts = read_form_facts(xform->xml);
  if (!facts) return std::unexpected(in_file(facts.error(), upload.file_name));
  const auto definition = forms::FormDefinition::parse(xform->xml, upload.media);
  if (!definition) return std::unexpected(in_file(definition.error(), upload.file_name));
  for (const auto& [text, what] : {std::pair{&(*definition)->form_id(), "form id"}, {&(*definition)->version(), "form version"}})
    if (auto checked = sync::checked_identifier(*text, what, text == &(*definition)->version()); !checked)
      return std::unexpected(in_file(checked.error(), upload.file_name));
  if (auto checked = check_ending((*definition)->form_id()); !checked) return std::unexpected(in_file(checked.error(), upload.file_name));
  ReadForm read{.form = {.project = project,
                         .form_id = (*definition)->form_id(),
                         .version = (*definition)->version(),
                         .title = (*definition)->title(),
                         .xform = std::move(xform->xml),
                         .sha256 = {},
                         .md5 = {},
                         .encrypted = facts->encrypted,
                         .upload_paths = std::move(facts->upload_paths),
                         .files = {},
                         .published_at = 0},
                .media = std::move(facts->media),
                .warnings = std::move(xform->warnings)};
  read.form.sha256 = sync::sha256_hex(read.form.xform);
  read.form.md5 = sync::md5_hex(read.form.xform);
  return read;
}

Result<std::string> with_version(std::string xform, std::string_view version) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(xform.data(), xform.size(), pugi::parse_default, pugi::encoding_utf8);
  InstanceRoot finder;
  document.traverse(finder);
  const std::ptrdiff_t begin = finder.root.offset_debug();
  if (!parsed || !finder.root || begin < 0) return fail(ErrorCode::malformed, "The form has no primary instance.");
  const auto at = static_cast<std::size_t>(begin);
  const std::size_t end = end_of_tag(xform, at);
  if (end == std::string::npos) return fail(ErrorCode::malformed, "The form's primary instance does not end.");
  const Span old = version_attribute(std::string_view(xform).substr(at, end - at));
  const std::string attribute = fmt::format("version=\"{}\"", escaped(version));
  if (old.size > 0)
    xform.replace(at + old.begin, old.size, attribute);
  else
    xform.insert(end, " " + attribute);
  return xform;
}

} // namespace pilotage::endpoint
