// What every resource needs to answer, together: the storage, the files, the threads for slow work, the log and the host's settings.
// Lives as long as the server; any thread.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <string>

#include "sync/endpoint/event_log.h"
#include "sync/endpoint/http/router.h"
#include "sync/endpoint/metrics.h"
#include "sync/endpoint/storage/attachment_store.h"
#include "sync/endpoint/storage/storage.h"
#include "sync/endpoint/storage/worker_pool.h"

namespace pilotage::endpoint {

class PasswordCheck;
class UploadStaging;

struct Service {
  Storage& storage;
  PasswordCheck& passwords;
  const AttachmentStore& files;
  WorkerPool& workers;
  const EventLog& log;
  Metrics& metrics;
  std::function<std::string()> metrics_text; // for Prometheus
  std::string metrics_token_hash;            // of the token that the host gave Prometheus; empty: there is none
  UploadStaging& uploads;
  std::uint64_t post_bytes = 100'000'000; // of one submission post: what X-OpenRosa-Accept-Content-Length announces
  std::uint64_t upload_bytes = 0;         // of one attachment by tus: Tus-Max-Size
  std::string public_url;                 // "https://pilot.example.org"; empty: what the request names as its host
};

// One file per resource. Each adds its routes.
void add_submission_routes(Router& router, const Service& service);
void add_form_list_routes(Router& router, const Service& service);
void add_form_routes(Router& router, const Service& service);
void add_results_routes(Router& router, const Service& service);
void add_submission_list_routes(Router& router, const Service& service);
void add_submission_writing_routes(Router& router, const Service& service);
void add_review_routes(Router& router, const Service& service);
void add_submission_file_routes(Router& router, const Service& service);
void add_export_routes(Router& router, const Service& service);
void add_odata_routes(Router& router, const Service& service);
void add_batch_routes(Router& router, const Service& service);
void add_upload_routes(Router& router, const Service& service);
void add_project_routes(Router& router, const Service& service);
void add_form_management_routes(Router& router, const Service& service);
void add_form_version_routes(Router& router, const Service& service);
void add_form_draft_routes(Router& router, const Service& service);
void add_draft_test_routes(Router& router, const Service& service);
void add_app_user_routes(Router& router, const Service& service);
void add_session_routes(Router& router, const Service& service);
void add_user_routes(Router& router, const Service& service);
void add_form_assignment_routes(Router& router, const Service& service);
void add_assignment_routes(Router& router, const Service& service);
void add_submission_history_routes(Router& router, const Service& service);
void add_audit_routes(Router& router, const Service& service);
void add_health_routes(Router& router, const Service& service);

// The status and sentence for what went wrong inside: 503 where trying again helps, 507 on a full disk, else 500. The host's part of the
// message (paths) goes to the log and not to the sender.
Response failure_response(const Service& service, const Error& error);

// A defect of ours, as an error. The exception's words may hold a piece of what was sent: it tells the kind only.
Error defect_of(const std::exception& exception);

} // namespace pilotage::endpoint
