// Brings a project's forms and their media from an OpenRosa server: form list, form XML, manifest, media. A form reaches the library
// whole or not at all, and what the library has already is not fetched again. Of a form that is listed in several versions only the newest
// is fetched (newest_versions.h).
//
// The MD5 that the form list gives is that of the form's XML, and other bytes are refused. The MD5 that a manifest gives tells
// whether a file has changed, and need not be that of its bytes: ODK Central hashes the time of an entity list's last change, KoboToolbox
// an id and a time, or an address. Such a file is accepted when it comes twice with the same bytes (an entity list, which may change at any
// moment, at once), and the listed MD5 is kept with it. Where a list gives no MD5, a form has changed when its version has, and a file
// when its bytes have.
//
// The list, the forms and the manifests come from the project's server alone. A file may lie on another host, and is fetched from there
// without credentials (elsewhere.h).
//
// Blocking; call it on a worker thread. One failed form does not stop the others, nor does one that the list gives in a way that cannot
// be used.
#pragma once

#include "forms/error.h"
#include "sync/protocol/form_list.h"
#include "sync/protocol/manifest.h"
#include "sync/uploader/http_client.h"
#include "sync/uploader/server.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pilotage::sync {

struct DownloadedMedia {
  std::string name = {};           // relative, no ".."
  std::string listed_md5 = {};     // as the manifest has it; "" where it has none
  std::string md5 = {};            // of the bytes that came and were believed
  std::filesystem::path file = {}; // in the staging folder; the sink takes it away, if it still has these bytes
};

struct KeptMedia {
  std::string name = {};
  std::string listed_md5 = {}; // as the manifest has it now
};

struct DownloadedForm {
  ListedForm form = {};
  std::string xml = {};                        // empty when the library has these bytes already and only media changed
  std::vector<DownloadedMedia> media = {};     // new or changed
  std::vector<KeptMedia> unchanged_media = {}; // keep these; media in neither list is no longer part of the form
};

struct StoredMedia {
  std::string name = {};
  std::string md5 = {};        // of the bytes
  std::string listed_md5 = {}; // as the manifest had it when the bytes came
};

struct StoredForm {
  std::string version = {}; // as the XML has it
  std::string md5 = {};     // of the XML
  std::vector<StoredMedia> media = {};
};

// The library of forms. client/store implements it. Calls come from the thread that downloads.
class FormSink {
public:
  virtual ~FormSink() = default;

  // The form of that id that new responses use; nullopt when there is none.
  virtual Result<std::optional<StoredForm>> stored(const std::string& form_id) = 0;
  // A folder for files under way, on the same file system as the library. Several programs may download into it at once; what a killed one
  // left there is removed by a download a day later.
  virtual std::filesystem::path staging_folder() = 0;
  // Takes the form, in one transaction, or leaves the library as it was. io when a file is not the one that was staged; malformed when the
  // XML calls itself by another id than the list; malformed or unsupported when the engine cannot run it.
  virtual Result<void> store(DownloadedForm form) = 0;
};

struct FormFailure {
  std::string form_id = {}; // empty where the list gives none that can be used; the error says which form it is
  std::string version = {};
  Error error = {};
};

struct DownloadSummary {
  std::vector<ListedForm> listed = {}; // all that the server offers and that could be read, each in its newest version
  std::size_t updated = 0;
  std::size_t unchanged = 0;
  std::vector<FormFailure> failures = {};
};

// An Error means that the list itself could not be had. `progress` gets the number of forms done and in all.
Result<DownloadSummary> download_forms(HttpClient& http, const Server& server, FormSink& sink,
                                       const std::function<void(std::size_t, std::size_t)>& progress = {});

// The form list alone. captive_portal, unauthorized, refused, server_error and the transport's codes tell the kinds of failure apart.
Result<FormList> fetch_form_list(HttpClient& http, const Server& server);

} // namespace pilotage::sync
