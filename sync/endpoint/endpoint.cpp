#include "sync/endpoint/endpoint.h"

#include "sync/endpoint/not_here.h"
#include "sync/endpoint/password_admission.h"
#include "sync/endpoint/service.h"
#include "sync/endpoint/upload_staging.h"

namespace pilotage::endpoint {

namespace {

constexpr unsigned kWorkers = 8; // they wait for the disk most of the time

} // namespace

// Destroyed from the bottom: the server first, then those that answer its requests.
struct Endpoint::Impl {
  Impl(EndpointOptions o, DataDirectory d, std::unique_ptr<UploadStaging> u, EventLog l)
      : options(std::move(o)), data(std::move(d)), uploads(std::move(u)), log(std::move(l)) {
    add_submission_routes(router, service);
    add_form_list_routes(router, service);
    add_odata_routes(router, service); // before the forms: "household.svc" is no form
    add_form_routes(router, service);
    add_results_routes(router, service);
    add_export_routes(router, service);
    add_submission_list_routes(router, service);
    add_submission_writing_routes(router, service);
    add_review_routes(router, service);
    add_submission_history_routes(router, service);
    add_submission_file_routes(router, service);
    add_batch_routes(router, service);
    add_upload_routes(router, service);
    add_project_routes(router, service);
    add_form_management_routes(router, service);
    add_form_draft_routes(router, service);
    add_form_version_routes(router, service);
    add_draft_test_routes(router, service);
    add_app_user_routes(router, service);
    add_session_routes(router, service);
    add_user_routes(router, service);
    add_form_assignment_routes(router, service); // before the others: "forms" is no role
    add_assignment_routes(router, service);
    add_audit_routes(router, service);
    add_health_routes(router, service);
    router.dress_refusals(not_here);
  }

  void served(const Served& request) {
    metrics.count(request);
    log.write(request.status >= 500 ? LogLevel::warning : LogLevel::info, "request",
              {{"method", request.method},
               {"route", request.route},
               {"status", std::int64_t{request.status}},
               {"bytes_in", static_cast<std::int64_t>(request.bytes_in)},
               {"ms", static_cast<double>(request.duration.count()) / 1000.0}});
  }

  void failed(const std::exception& defect) const { static_cast<void>(failure_response(service, defect_of(defect))); }

  Metrics::Standing standing() const {
    return {.connections = server->open_connections(),
            .work_waiting = workers.waiting(),
            .certificate_expires_at = server->certificate_expires_at()};
  }

  EndpointOptions options;
  DataDirectory data;
  std::unique_ptr<UploadStaging> uploads;
  EventLog log;
  Metrics metrics;
  WorkerPool workers{kWorkers, [this](const std::exception& error) { failed(error); }};
  PasswordCheck passwords{*data.storage};
  Service service{.storage = *data.storage,
                  .passwords = passwords,
                  .files = *data.files,
                  .workers = workers,
                  .log = log,
                  .metrics = metrics,
                  .metrics_text = [this] { return metrics.text(standing()); },
                  .metrics_token_hash = options.metrics_token_hash,
                  .uploads = *uploads,
                  .post_bytes = options.post_bytes,
                  .upload_bytes = options.upload_bytes,
                  .public_url = options.public_url};
  Router router;
  std::unique_ptr<HttpServer> server;
};

Endpoint::Endpoint(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Endpoint::~Endpoint() { stop(); }

Result<std::unique_ptr<Endpoint>> Endpoint::start(EndpointOptions options, DataDirectory data, EventLog log) {
  auto uploads = UploadStaging::open(options.uploads.empty() ? data.uploads : options.uploads, options.upload_lifetime);
  if (!uploads) return std::unexpected(uploads.error());
  auto impl = std::make_unique<Impl>(std::move(options), std::move(data), std::move(*uploads), std::move(log));
  auto server = HttpServer::start(
      impl->options.server, impl->router, [state = impl.get()](const Served& request) { state->served(request); },
      admit_passwords(*impl->data.storage, impl->passwords), [state = impl.get()](const std::exception& error) { state->failed(error); });
  if (!server) return std::unexpected(server.error());
  impl->server = std::move(*server);
  return std::unique_ptr<Endpoint>(new Endpoint(std::move(impl)));
}

std::string Endpoint::url() const { return impl_->server->url(); }

int Endpoint::port() const { return impl_->server->port(); }

std::vector<Router::Address> Endpoint::routes() const { return impl_->router.addresses(); }

Storage& Endpoint::storage() { return *impl_->data.storage; }

const AttachmentStore& Endpoint::files() const { return *impl_->data.files; }

Result<void> Endpoint::replace_certificate(const std::string& certificate, const std::string& key) {
  return impl_->server->replace_certificate(certificate, key);
}

void Endpoint::stop() {
  if (impl_->server == nullptr) return;
  impl_->server->stop(std::chrono::duration_cast<std::chrono::milliseconds>(impl_->options.grace));
  impl_->server.reset();
  impl_->log.write(LogLevel::info, "stopped");
  impl_->log.flush();
}

} // namespace pilotage::endpoint
