#include "sync/protocol/form_list.h"

#include "sync/protocol/headers.h"
#include "sync/protocol/listed_hash.h"
#include "sync/protocol/names.h"
#include "sync/protocol/xml_text.h"

namespace pilotage::sync {

namespace {

constexpr std::string_view kListNamespace = "http://openrosa.org/xforms/xformsList";

void write_element(std::string& out, std::string_view name, std::string_view text) {
  out += "<";
  out += name;
  out += ">" + escape_xml(text) + "</";
  out += name;
  out += ">";
}

std::unexpected<LeftOutForm> left_out(std::string form_id, std::string message, std::string_view where) {
  message += " It was left out; ask the host to correct it.";
  return std::unexpected(LeftOutForm{std::move(form_id), Error{ErrorCode::malformed, std::move(message), std::string(where)}});
}

// `place` counts from 1.
std::expected<ListedForm, LeftOutForm> read_form(pugi::xml_node node, std::size_t place, std::string_view where) {
  auto form_id = checked_identifier(text_of_child(node, "formID"), "id of form " + std::to_string(place) + " in the server's list");
  if (!form_id) return left_out({}, form_id.error().message, where);
  auto version =
      checked_identifier(text_of_child(node, "version"), "version that the server's list gives the form \"" + *form_id + "\"", true);
  if (!version) return left_out(*form_id, version.error().message, where);

  ListedForm form{.form_id = *std::move(form_id),
                  .name = text_of_child(node, "name"),
                  .version = *std::move(version),
                  .md5 = read_listed_hash(text_of_child(node, "hash")),
                  .description = text_of_child(node, "descriptionText"),
                  .download_url = text_of_child(node, "downloadUrl"),
                  .manifest_url = text_of_child(node, "manifestUrl")};
  if (form.name.empty()) form.name = form.form_id;
  if (form.download_url.empty())
    return left_out(form.form_id, "The server's list gives no address for the form \"" + form.form_id + "\".", where);
  return form;
}

} // namespace

std::string write_form_list(std::span<const ListedForm> forms) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xforms xmlns=\"" + std::string(kListNamespace) + "\">";
  for (const auto& form : forms) {
    out += "<xform>";
    write_element(out, "formID", form.form_id);
    write_element(out, "name", form.name);
    write_element(out, "version", form.version);
    if (!form.md5.empty()) write_element(out, "hash", "md5:" + form.md5);
    if (!form.description.empty()) write_element(out, "descriptionText", form.description);
    write_element(out, "downloadUrl", form.download_url);
    if (!form.manifest_url.empty()) write_element(out, "manifestUrl", form.manifest_url);
    out += "</xform>";
  }
  return out + "</xforms>\n";
}

Result<FormList> read_form_list(std::string_view xml, std::string_view where) {
  pugi::xml_document document;
  if (auto parsed = parse_xml(document, xml, kMaxListBytes, "form list", where); !parsed) return std::unexpected(parsed.error());
  const auto root = document.document_element();
  if (local_name(root) != "xforms") return fail(ErrorCode::malformed, "The answer is not an OpenRosa form list.", std::string(where));

  FormList list;
  std::size_t place = 0;
  for (auto node : root.children()) {
    if (node.type() != pugi::node_element || local_name(node) != "xform") continue;
    if (place == kMaxListedItems) return fail(ErrorCode::limit_exceeded, "The form list has more than 20,000 forms.", std::string(where));
    auto form = read_form(node, ++place, where);
    if (form)
      list.forms.push_back(*std::move(form));
    else
      list.left_out.push_back(std::move(form.error()));
  }
  return list;
}

} // namespace pilotage::sync
