#include "sync/endpoint/form_publication.h"

#include <fmt/format.h>

#include <algorithm>

#include "forms/model/form_definition.h"
#include "forms/xlsform/convert.h"
#include "sync/endpoint/form_facts.h"
#include "sync/endpoint/storage/identity.h"
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

Result<void> check_media(const FormFacts& facts, const FormUpload& upload) {
  for (const auto& [name, bytes] : upload.media) {
    if (auto checked = sync::checked_media_name(name, upload.file_name); !checked) return std::unexpected(checked.error());
  }
  for (const std::string& name : facts.media)
    if (!upload.media.contains(name))
      return fail(ErrorCode::not_found,
                  fmt::format("The form uses the file \"{}\", which is not given. Put it beside the form, or name it with --media.", name),
                  upload.file_name);
  return {};
}

Result<std::vector<FormFile>> store_media(const AttachmentStore& files, const FormUpload& upload) {
  std::vector<FormFile> stored;
  for (const auto& [name, bytes] : upload.media) {
    auto hash = files.add(bytes);
    if (!hash) return std::unexpected(hash.error());
    stored.push_back({.name = name, .sha256 = std::move(*hash), .md5 = sync::md5_hex(bytes), .size = bytes.size()});
  }
  return stored;
}

Error in_file(Error error, const std::string& file_name) {
  error.where = error.where.empty() ? file_name : file_name + ": " + error.where;
  return error;
}

} // namespace

Result<Publication> publish(Storage& storage, const AttachmentStore& files, ProjectId project, const FormUpload& upload) {
  auto form = xform_of(upload);
  if (!form) return std::unexpected(form.error());
  const auto facts = read_form_facts(form->xml);
  if (!facts) return std::unexpected(in_file(facts.error(), upload.file_name));
  if (auto checked = check_media(*facts, upload); !checked) return std::unexpected(checked.error());
  const auto definition = forms::FormDefinition::parse(form->xml, forms::Attachments(upload.media.begin(), upload.media.end()));
  if (!definition) return std::unexpected(in_file(definition.error(), upload.file_name));
  for (const auto& [text, what] : {std::pair{&(*definition)->form_id(), "form id"}, {&(*definition)->version(), "form version"}})
    if (auto checked = sync::checked_identifier(*text, what, text == &(*definition)->version()); !checked)
      return std::unexpected(in_file(checked.error(), upload.file_name));
  auto media = store_media(files, upload);
  if (!media) return std::unexpected(media.error());
  const FormVersion version{.project = project,
                            .form_id = (*definition)->form_id(),
                            .version = (*definition)->version(),
                            .title = (*definition)->title(),
                            .xform = form->xml,
                            .sha256 = sync::sha256_hex(form->xml),
                            .md5 = sync::md5_hex(form->xml),
                            .encrypted = facts->encrypted,
                            .upload_paths = facts->upload_paths,
                            .files = std::move(*media),
                            .published_at = milliseconds_now()};
  const auto is_new = storage.publish_form(version);
  if (!is_new) return std::unexpected(in_file(is_new.error(), upload.file_name));
  return Publication{.form_id = version.form_id,
                     .version = version.version,
                     .title = version.title,
                     .is_new = *is_new,
                     .warnings = std::move(form->warnings)};
}

} // namespace pilotage::endpoint
