#include "sync/uploader/form_downloader.h"

#include "sync/protocol/content_hash.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/mime_parameters.h"
#include "sync/uploader/answer.h"
#include "sync/uploader/elsewhere.h"
#include "sync/uploader/fetch_file.h"
#include "sync/uploader/newest_versions.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <random>

namespace pilotage::sync {

namespace {

Error damaged(const std::string& what) {
  return Error{ErrorCode::malformed,
               what + " did not arrive as the server's list describes it. Sync again; if it stays so, tell the host."};
}

// An address as lists give it that came from `base`; one that is none stays as it is, for the message.
std::string absolute(const std::string& base, const std::string& listed_url) {
  auto url = resolved_url(base, listed_url);
  return url.empty() ? listed_url : url;
}

// Whether a file begins as a web page does: a proxy's or a server's error page that came with status 200.
bool is_web_page(const std::filesystem::path& file) {
  std::array<char, 512> start{};
  std::ifstream in(file, std::ios::binary);
  in.read(start.data(), start.size());
  const std::string text = in_lower_case(std::string_view(start.data(), static_cast<std::size_t>(in.gcount())));
  const auto first = text.find_first_not_of("\xef\xbb\xbf \t\r\n");
  if (first == std::string::npos) return false;
  const auto begins = std::string_view(text).substr(first);
  return begins.starts_with("<!doctype html") || begins.starts_with("<html");
}

bool is_named_as_web_page(std::string_view name) { return name.ends_with(".html") || name.ends_with(".htm"); }

constexpr std::string_view kStaged = "media-";

// Of its own for each download: another program may be staging the same files.
std::string staging_prefix() {
  std::random_device random;
  std::string prefix(kStaged);
  for (int word = 0; word < 2; ++word) prefix += std::to_string(random()) + "-";
  return prefix;
}

// What killed downloads left. A file that another one is still writing is younger.
void remove_left_overs(const std::filesystem::path& folder) {
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::days(1);
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    std::error_code ignored;
    const auto written = entry->last_write_time(ignored);
    if (!ignored && written < old && entry->path().filename().string().starts_with(kStaged))
      std::filesystem::remove(entry->path(), ignored);
  }
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
    const bool changed = !result_.xml.empty() || !result_.media.empty() || result_.unchanged_media.size() != stored_.media.size();
    if (!changed && !hash_to_remember_) return false;
    if (auto stored = sink_.store(std::move(result_)); !stored) return std::unexpected(stored.error());
    return changed;
  }

private:
  HttpClient& http_;
  const Server& server_;
  FormSink& sink_;
  DownloadedForm result_;
  StoredForm stored_ = {}; // empty where the library has none
  bool hash_to_remember_ = false;
  const std::string prefix_ = staging_prefix();
  std::vector<std::filesystem::path> staged_;

  bool has_xml() const {
    const auto& form = result_.form;
    if (stored_.md5.empty()) return false;
    if (!form.md5.empty()) return stored_.md5 == form.md5;
    return !form.version.empty() && stored_.version == form.version;
  }

  Result<void> fetch_xml() {
    const auto& form = result_.form;
    auto stored = sink_.stored(form.form_id);
    if (!stored) return std::unexpected(stored.error());
    if (*stored) stored_ = **std::move(stored);
    if (has_xml()) return {};
    auto url = url_on_server(server_, form.download_url);
    if (!url) return std::unexpected(url.error());
    auto fetched = fetch_bytes(http_, server_, *url, kMaxFormXmlBytes, "the form \"" + form.name + "\"");
    if (!fetched) return std::unexpected(fetched.error());
    const auto md5 = md5_hex(fetched->bytes);
    if ((!form.md5.empty() && md5 != form.md5) || fetched->bytes.empty()) return std::unexpected(damaged("The form \"" + form.name + "\""));
    if (stored_.md5 == md5) return {}; // a list without hash and version: now we know
    result_.xml = std::move(fetched->bytes);
    return {};
  }

  Result<void> fetch_media() {
    const auto& form = result_.form;
    if (form.manifest_url.empty()) return {};
    auto url = url_on_server(server_, form.manifest_url);
    if (!url) return std::unexpected(url.error());
    auto fetched = fetch_bytes(http_, server_, *url, kMaxListBytes, "the list of files of the form \"" + form.name + "\"");
    if (!fetched) return std::unexpected(fetched.error());
    auto manifest = read_manifest(fetched->bytes, url_for_people(*url));
    if (!manifest) return std::unexpected(manifest.error());
    for (const auto& file : *manifest)
      if (auto done = fetch_one(file, fetched->response.url); !done) return done;
    return {};
  }

  Result<void> fetch_one(const ManifestFile& file, const std::string& manifest_url) {
    const auto stored = std::ranges::find(stored_.media, file.name, &StoredMedia::name);
    const bool is_stored = stored != stored_.media.end();
    if (is_stored && !file.md5.empty() && (stored->md5 == file.md5 || stored->listed_md5 == file.md5)) {
      result_.unchanged_media.push_back({.name = file.name, .listed_md5 = file.md5});
      return {};
    }
    auto url = url_of_file(server_, absolute(manifest_url, file.download_url));
    if (!url) return std::unexpected(url.error());
    const auto path = sink_.staging_folder() / (prefix_ + std::to_string(staged_.size()));
    staged_.push_back(path);
    auto md5 = fetch_believed(file, is_stored ? stored->md5 : "", *url, path);
    if (!md5) return std::unexpected(md5.error());
    if (is_stored && stored->md5 == *md5) {
      hash_to_remember_ |= stored->listed_md5 != file.md5;
      result_.unchanged_media.push_back({.name = file.name, .listed_md5 = file.md5});
    } else {
      result_.media.push_back({.name = file.name, .listed_md5 = file.md5, .md5 = *md5, .file = path});
    }
    return {};
  }

  // The MD5 of what came, once there is no reason left to doubt it: the bytes are those that the list means, or came before.
  Result<std::string> fetch_believed(const ManifestFile& file, const std::string& stored_md5, const std::string& url,
                                     const std::filesystem::path& path) {
    const auto fetch = [&] {
      return fetch_file(http_, server_, url, kMaxAttachmentBytes, HashKind::md5, path, "the file \"" + file.name + "\"",
                        FileLies::anywhere);
    };
    const auto refused = [&] { return std::unexpected(damaged("The file \"" + file.name + "\"")); };
    auto first = fetch();
    if (!first) return std::unexpected(first.error());
    if (first->hash == file.md5 || first->hash == stored_md5) return first->hash;
    if (is_web_page(path) && !is_named_as_web_page(file.name)) return refused();
    if (file.entity_list || file.md5.empty()) return first->hash;
    auto second = fetch();
    if (!second) return std::unexpected(second.error());
    if (second->hash != file.md5 && second->hash != first->hash) return refused();
    return second->hash;
  }
};

// Failures that the next form would meet too. A captive portal is none: the list came from the server just now, so what looks like one is
// a form that the server sends elsewhere for. Nor is what another host did that keeps one form's file; nor 403, which a form gets that was
// closed since.
bool ends_the_download(ErrorCode code, int status, bool was_elsewhere) {
  switch (code) {
  case ErrorCode::disk_full: return true;
  case ErrorCode::no_network:
  case ErrorCode::timeout:
  case ErrorCode::tls_untrusted: return !was_elsewhere;
  case ErrorCode::unauthorized: return !was_elsewhere && status != 403;
  default: return false;
  }
}

} // namespace

Result<FormList> fetch_form_list(HttpClient& http, const Server& server) {
  const auto url = url_under(server, "formList");
  auto fetched = fetch_bytes(http, server, url, kMaxListBytes, "the form list");
  if (!fetched) return std::unexpected(fetched.error());
  auto list = read_form_list(fetched->bytes, url_for_people(url));
  // A sign-in page with status 200 is no form list, and does not call itself OpenRosa.
  if (!list && list.error().code == ErrorCode::malformed && fetched->response.header(kOpenRosaVersionHeader).empty())
    return std::unexpected(captive_portal_error(fetched->response));
  if (!list) return list;
  for (auto& form : list->forms) {
    form.download_url = absolute(fetched->response.url, form.download_url);
    if (!form.manifest_url.empty()) form.manifest_url = absolute(fetched->response.url, form.manifest_url);
  }
  return list;
}

Result<DownloadSummary> download_forms(HttpClient& http, const Server& server, FormSink& sink,
                                       const std::function<void(std::size_t, std::size_t)>& progress) {
  auto list = fetch_form_list(http, server);
  if (!list) return std::unexpected(list.error());
  remove_left_overs(sink.staging_folder());
  DownloadSummary summary;
  summary.listed = std::move(list->forms);
  keep_newest_versions(summary.listed);
  for (auto& form : list->left_out) summary.failures.push_back({.form_id = std::move(form.form_id), .error = std::move(form.error)});
  for (std::size_t i = 0; i < summary.listed.size(); ++i) {
    if (progress) progress(i, summary.listed.size());
    const auto& form = summary.listed[i];
    auto changed = FormDownload(http, server, sink, form).run();
    if (changed)
      ++(*changed ? summary.updated : summary.unchanged);
    else
      summary.failures.push_back({.form_id = form.form_id, .version = form.version, .error = changed.error()});
    if (!changed && ends_the_download(changed.error().code, http.last_status(), http.was_elsewhere())) break;
  }
  if (progress) progress(summary.listed.size(), summary.listed.size());
  return summary;
}

} // namespace pilotage::sync
