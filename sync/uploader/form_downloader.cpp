#include "sync/uploader/form_downloader.h"

#include "sync/protocol/content_hash.h"
#include "sync/protocol/headers.h"
#include "sync/uploader/answer.h"
#include "sync/uploader/fetch_file.h"

#include <map>

namespace pilotage::sync {

namespace {

Error damaged(const std::string& what) {
  return Error{ErrorCode::malformed,
               what + " did not arrive as the server's list describes it. Sync again; if it stays so, tell the host."};
}

// One form on its way into the library. Files that no store() took are removed at the end.
class FormDownload {
public:
  FormDownload(HttpClient& http, const Server& server, FormSink& sink, const ListedForm& form) : http_(http), server_(server), sink_(sink) {
    result_.form = form;
  }
  FormDownload(const FormDownload&) = delete;
  FormDownload& operator=(const FormDownload&) = delete;
  ~FormDownload() {
    for (const auto& file : staged_) {
      std::error_code ignored;
      std::filesystem::remove(file, ignored);
    }
  }

  // True when the library changed.
  Result<bool> run() {
    if (auto fetched = fetch_xml(); !fetched) return std::unexpected(fetched.error());
    if (auto fetched = fetch_media(); !fetched) return std::unexpected(fetched.error());
    if (result_.xml.empty() && result_.media.empty() && result_.unchanged_media.size() == stored_media_.size()) return false;
    if (auto stored = sink_.store(std::move(result_)); !stored) return std::unexpected(stored.error());
    return true;
  }

private:
  HttpClient& http_;
  const Server& server_;
  FormSink& sink_;
  DownloadedForm result_;
  std::map<std::string, std::string> stored_media_; // name -> MD5
  std::vector<std::filesystem::path> staged_;

  Result<void> fetch_xml() {
    const auto& form = result_.form;
    auto stored = sink_.form_md5(form.form_id, form.version);
    if (!stored) return std::unexpected(stored.error());
    if (*stored && !form.md5.empty() && **stored == form.md5) return {};
    auto url = url_on_server(server_, form.download_url);
    if (!url) return std::unexpected(url.error());
    auto fetched = fetch_bytes(http_, server_, *url, kMaxFormXmlBytes, "the form \"" + form.name + "\"");
    if (!fetched) return std::unexpected(fetched.error());
    const auto md5 = md5_hex(fetched->bytes);
    if ((!form.md5.empty() && md5 != form.md5) || fetched->bytes.empty()) return std::unexpected(damaged("The form \"" + form.name + "\""));
    if (*stored && **stored == md5) return {}; // a list without hashes: now we know
    result_.xml = std::move(fetched->bytes);
    return {};
  }

  Result<void> fetch_media() {
    const auto& form = result_.form;
    auto stored = sink_.media_of(form.form_id, form.version);
    if (!stored) return std::unexpected(stored.error());
    for (const auto& file : *stored) stored_media_[file.name] = file.md5;
    if (form.manifest_url.empty()) return {};
    auto url = url_on_server(server_, form.manifest_url);
    if (!url) return std::unexpected(url.error());
    auto fetched = fetch_bytes(http_, server_, *url, kMaxListBytes, "the list of files of the form \"" + form.name + "\"");
    if (!fetched) return std::unexpected(fetched.error());
    auto manifest = read_manifest(fetched->bytes, url_for_people(*url));
    if (!manifest) return std::unexpected(manifest.error());
    for (const auto& file : *manifest)
      if (auto done = fetch_one(file); !done) return done;
    return {};
  }

  Result<void> fetch_one(const ManifestFile& file) {
    const auto stored = stored_media_.find(file.name);
    if (stored != stored_media_.end() && !file.md5.empty() && stored->second == file.md5) {
      result_.unchanged_media.push_back(file.name);
      return {};
    }
    auto url = url_on_server(server_, file.download_url);
    if (!url) return std::unexpected(url.error());
    const auto path = sink_.staging_folder() / ("media-" + std::to_string(staged_.size()) + "-" + md5_hex(server_.url + "\n" + file.name));
    staged_.push_back(path);
    auto fetched = fetch_file(http_, server_, *url, kMaxAttachmentBytes, HashKind::md5, path, "the file \"" + file.name + "\"");
    if (!fetched) return std::unexpected(fetched.error());
    if (!file.md5.empty() && fetched->hash != file.md5) return std::unexpected(damaged("The file \"" + file.name + "\""));
    result_.media.push_back({.name = file.name, .md5 = fetched->hash, .file = path});
    return {};
  }
};

// Failures that the next form would meet too.
bool ends_the_download(ErrorCode code) {
  switch (code) {
  case ErrorCode::no_network:
  case ErrorCode::timeout:
  case ErrorCode::tls_untrusted:
  case ErrorCode::captive_portal:
  case ErrorCode::unauthorized:
  case ErrorCode::disk_full: return true;
  default: return false;
  }
}

} // namespace

Result<std::vector<ListedForm>> fetch_form_list(HttpClient& http, const Server& server) {
  const auto url = url_under(server, "formList");
  auto fetched = fetch_bytes(http, server, url, kMaxListBytes, "the form list");
  if (!fetched) return std::unexpected(fetched.error());
  auto forms = read_form_list(fetched->bytes, url_for_people(url));
  // A sign-in page with status 200 is no form list, and does not call itself OpenRosa.
  if (!forms && forms.error().code == ErrorCode::malformed && fetched->response.header(kOpenRosaVersionHeader).empty())
    return std::unexpected(captive_portal_error(fetched->response));
  return forms;
}

Result<DownloadSummary> download_forms(HttpClient& http, const Server& server, FormSink& sink,
                                       const std::function<void(std::size_t, std::size_t)>& progress) {
  auto listed = fetch_form_list(http, server);
  if (!listed) return std::unexpected(listed.error());
  DownloadSummary summary;
  summary.listed = *std::move(listed);
  for (std::size_t i = 0; i < summary.listed.size(); ++i) {
    if (progress) progress(i, summary.listed.size());
    const auto& form = summary.listed[i];
    auto changed = FormDownload(http, server, sink, form).run();
    if (changed)
      ++(*changed ? summary.updated : summary.unchanged);
    else
      summary.failures.push_back({.form_id = form.form_id, .version = form.version, .error = changed.error()});
    if (!changed && ends_the_download(changed.error().code)) break;
  }
  if (progress) progress(summary.listed.size(), summary.listed.size());
  return summary;
}

} // namespace pilotage::sync
