// Brings a project's forms and their media from an OpenRosa server: form list, form XML, manifest, media. Every file is
// checked against the MD5 hash of the list before the library gets it, and a form reaches the library whole or not at all.
// What the library has already with the same hash is not fetched again.
//
// Blocking; call it on a worker thread. One failed form does not stop the others.
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
  std::string name = {}; // relative, no ".."
  std::string md5 = {};
  std::filesystem::path file = {}; // in the staging folder; the sink moves it away
};

struct DownloadedForm {
  ListedForm form = {};
  std::string xml = {};                          // empty when the library has these bytes already and only media changed
  std::vector<DownloadedMedia> media = {};       // new or changed
  std::vector<std::string> unchanged_media = {}; // keep these; media in neither list is no longer part of the form
};

// The library of forms. client/store implements it. Calls come from the thread that downloads.
class FormSink {
public:
  virtual ~FormSink() = default;

  // MD5 of the form's XML as stored for that id and version; nullopt when it is not there.
  virtual Result<std::optional<std::string>> form_md5(const std::string& form_id, const std::string& version) = 0;
  // The media stored with it: name and MD5.
  virtual Result<std::vector<ManifestFile>> media_of(const std::string& form_id, const std::string& version) = 0;
  // A folder for files under way, on the same file system as the library.
  virtual std::filesystem::path staging_folder() = 0;
  // Takes the form, in one transaction. malformed or unsupported when the engine cannot run it.
  virtual Result<void> store(DownloadedForm form) = 0;
};

struct FormFailure {
  std::string form_id = {};
  std::string version = {};
  Error error = {};
};

struct DownloadSummary {
  std::vector<ListedForm> listed = {}; // all that the server offers
  std::size_t updated = 0;
  std::size_t unchanged = 0;
  std::vector<FormFailure> failures = {};
};

// An Error means that the list itself could not be had. `progress` gets the number of forms done and in all.
Result<DownloadSummary> download_forms(HttpClient& http, const Server& server, FormSink& sink,
                                       const std::function<void(std::size_t, std::size_t)>& progress = {});

// The form list alone. captive_portal, unauthorized, refused, server_error and the transport's codes tell the kinds of failure apart.
Result<std::vector<ListedForm>> fetch_form_list(HttpClient& http, const Server& server);

} // namespace pilotage::sync
