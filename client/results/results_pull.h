// Brings what is new of one questionnaire's submissions from our endpoint into the mirror. Each page and its cursor are stored in one
// transaction, so a pull that breaks off goes on where it was. Blocking; call it on a worker thread with a Store of its own.
#pragma once

#include <string>
#include <string_view>

#include "client/store/store.h"
#include "forms/error.h"
#include "sync/uploader/http_client.h"
#include "sync/uploader/server.h"

namespace pilotage::results {

struct PullSummary {
  int fresh = 0; // submissions that the mirror did not have
  int total = 0; // that it has now
};

// What the mirror calls the submissions of that server: its address without credentials.
std::string mirror_source(const sync::Server& server);

// The address of a project: `url` as it is, or the first project of a server that is named by its host alone.
std::string project_address(std::string_view url);

// Errors: those of the network and the server (a form that is not there: not_found), and of the store.
Result<PullSummary> pull_results(store::Store& store, sync::HttpClient& http, const sync::Server& server, const std::string& form_id);

} // namespace pilotage::results
