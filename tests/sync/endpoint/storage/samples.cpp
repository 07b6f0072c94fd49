#include "sync/endpoint/storage/samples.h"

#include <fmt/format.h>

#include <future>

#include "sync/protocol/content_hash.h"

namespace pilotage::tests {

using namespace endpoint;

FormVersion a_form(ProjectId project, const std::string& form_id, const std::string& version) {
  FormVersion form{.project = project,
                   .form_id = form_id,
                   .version = version,
                   .title = "The form " + form_id,
                   .xform = "<form><!-- " + form_id + " " + version + " --></form>",
                   .sha256 = {},
                   .md5 = {},
                   .encrypted = false,
                   .upload_paths = {"/data/photo", "/data/voice"},
                   .files = {},
                   .published_at = 1'700'000'000'000};
  form.sha256 = sync::sha256_hex(form.xform);
  form.md5 = sync::md5_hex(form.xform);
  return form;
}

AccessToken a_token(ProjectId project, const std::string& name) {
  return {.id = "id of " + name,
          .project = project,
          .role = Role::collector,
          .name = name,
          .hash = sync::sha256_hex(name),
          .created_at = 1'700'000'000'000,
          .revoked_at = {}};
}

std::string instance(int number) { return fmt::format("uuid:00000000-0000-4000-8000-{:012}", number); }

NewSubmission a_submission(ProjectId project, int number, const std::string& answer) {
  std::string xml = fmt::format("<data id=\"visit\"><answer>{}</answer><id>{}</id></data>", answer, instance(number));
  std::string hash = sync::sha256_hex(xml);
  return {.project = project,
          .form_id = "visit",
          .form_version = "1",
          .instance_id = instance(number),
          .deprecated_id = {},
          .xml = std::move(xml),
          .sha256 = std::move(hash),
          .token_id = "a token",
          .device_id = "a laptop",
          .files = {}};
}

SubmissionFile a_file(const std::string& name, const std::string& content) {
  return {.name = name,
          .sha256 = content.empty() ? "" : sync::sha256_hex(content),
          .content_type = content.empty() ? "" : "image/jpeg",
          .size = content.size()};
}

Result<StoredSubmission> submit(Storage& storage, NewSubmission submission) {
  std::promise<Result<StoredSubmission>> stored;
  storage.submit(std::move(submission), [&](Result<StoredSubmission> result) { stored.set_value(std::move(result)); });
  return stored.get_future().get();
}

} // namespace pilotage::tests
