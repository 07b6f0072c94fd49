#include "sync/endpoint/form_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/multipart_writer.h"

namespace pilotage::endpoint {

namespace {

using nlohmann::ordered_json;

// What Central has beside and this server does not: clients look for the names.
void add_absent(ordered_json& json) {
  for (const char* name : {"keyId", "enketoId", "enketoOnceId"}) json[name] = nullptr;
}

// Central's words for what a file is to the form: "image", "audio", "video", "file".
std::string kind_of(const std::string& name) {
  const std::string type = sync::content_type_of(name);
  for (const char* kind : {"image", "audio", "video"})
    if (type.starts_with(kind)) return kind;
  return "file";
}

// What a form, a draft and a version are called alike. A time of 0 is none.
template <typename Form>
ordered_json titled(const Form& form, std::string_view state, std::int64_t published_at, std::int64_t created_at, std::int64_t updated_at) {
  const auto time = [](std::int64_t at) { return at == 0 ? ordered_json() : ordered_json(iso_time(at)); };
  return {{"projectId", form.project},
          {"xmlFormId", form.form_id},
          {"name", form.title},
          {"version", form.version},
          {"hash", form.md5},
          {"state", state},
          {"publishedAt", time(published_at)},
          {"createdAt", time(created_at)},
          {"updatedAt", time(updated_at)}};
}

ordered_json file_json(const std::string& name, const FormFile* file) {
  ordered_json json = {
      {"name", name},           {"type", kind_of(name)}, {"hash", nullptr}, {"exists", file != nullptr}, {"blobExists", file != nullptr},
      {"datasetExists", false}, {"updatedAt", nullptr}};
  if (file != nullptr) json["hash"] = file->md5;
  return json;
}

} // namespace

ordered_json form_json(const FormSummary& form, Counts counts) {
  ordered_json json = titled(form, name(form.state), form.published_at, form.created_at, 0);
  if (counts == Counts::shown) {
    json["submissions"] = form.submissions;
    json["lastSubmission"] = form.last_submission ? ordered_json(iso_time(*form.last_submission)) : ordered_json();
  }
  add_absent(json);
  return json;
}

ordered_json draft_json(const FormDraft& draft) {
  ordered_json json = titled(draft.form, name(FormState::open), 0, draft.created_at, draft.updated_at);
  json["draftToken"] = draft.token;
  json["submissions"] = 0;
  json["lastSubmission"] = nullptr;
  add_absent(json);
  return json;
}

ordered_json version_json(const FormVersion& version, FormState state) {
  ordered_json json = titled(version, name(state), version.published_at, version.published_at, 0);
  add_absent(json);
  return json;
}

ordered_json received_file_json(const FormFile& file) {
  ordered_json json = file_json(file.name, &file);
  json["success"] = true;
  return json;
}

ordered_json files_json(const std::vector<FormFile>& files, const std::vector<std::string>& wanted) {
  auto json = ordered_json::array();
  for (const FormFile& file : files) json.push_back(file_json(file.name, &file));
  for (const std::string& name : wanted)
    if (std::ranges::find(files, name, &FormFile::name) == files.end()) json.push_back(file_json(name, nullptr));
  return json;
}

} // namespace pilotage::endpoint
