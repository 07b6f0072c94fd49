// The management API on bodies from a stranger who has got hold of an administrator's token: JSON, and anything at all as a form. The first
// byte chooses the address. Whatever comes is taken or refused with JSON, never answered with a failure of the server's own.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "sync/endpoint/access.h"
#include "sync/endpoint/data_directory.h"
#include "sync/endpoint/password_check.h"
#include "sync/endpoint/service.h"
#include "sync/endpoint/upload_staging.h"

using namespace pilotage;
using namespace pilotage::endpoint;

namespace {

struct Address {
  const char* method;
  const char* path;
  const char* content_type;
  bool is_published = false; // with publish=true and ignoreWarnings=true
};

constexpr const char* kJson = "application/json";
constexpr const char* kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr Address kAddresses[] = {
    {"POST", "/v1/projects", kJson},
    {"PATCH", "/v1/projects/1", kJson},
    {"POST", "/v1/projects/1/app-users", kJson},
    {"POST", "/v1/users", kJson},
    {"PATCH", "/v1/users/2", kJson},
    {"POST", "/v1/sessions", kJson},
    {"PATCH", "/v1/projects/1/forms/visit", kJson},
    {"PATCH", "/v1/projects/1/forms/visit/submissions/uuid%3A1", kJson},
    {"POST", "/v1/projects/1/forms/visit/submissions/uuid%3A1/comments", kJson},
    {"POST", "/v1/projects/1/forms", "application/xml"},
    {"POST", "/v1/projects/1/forms", "application/xml", true},
    {"POST", "/v1/projects/1/forms", "text/markdown", true},
    {"POST", "/v1/projects/1/forms", "text/csv", true},
    {"POST", "/v1/projects/1/forms", kXlsx, true},
    {"POST", "/v1/projects/1/forms/visit/draft", "application/xml"},
};

void must(bool holds) {
  if (!holds) std::abort();
}

std::filesystem::path scratch() {
  std::string pattern = "/dev/shm/pilotage-fuzz-XXXXXX"; // memory: no commit waits for a disk
  must(::mkdtemp(pattern.data()) != nullptr);
  return pattern;
}

// All of the endpoint but its sockets.
struct Site {
  Site() : directory(scratch()), data(std::move(*DataDirectory::create(directory / "data"))) {
    must(data.storage->create_project("Pilot").has_value());
    const NewToken token = make_token(0, Role::administrator, "Root");
    must(data.storage->add_token(token.record).has_value());
    must(data.storage->create_account({.email = "ada@example.org", .name = "Ada", .password = {}}).has_value());
    must(data.storage
             ->publish_form({.project = 1,
                             .form_id = "visit",
                             .version = "1",
                             .title = "Visit",
                             .xform = "<a/>",
                             .sha256 = "a",
                             .md5 = "a",
                             .encrypted = false,
                             .upload_paths = {},
                             .files = {},
                             .published_at = 1})
             .has_value());
    std::promise<void> stored;
    data.storage->submit({.project = 1,
                          .form_id = "visit",
                          .form_version = "1",
                          .instance_id = "uuid:1",
                          .deprecated_id = {},
                          .xml = "<a/>",
                          .sha256 = "a",
                          .token_id = token.record.id,
                          .device_id = {},
                          .files = {}},
                         [&](const auto&) { stored.set_value(); });
    stored.get_future().wait();
    authorization = "Bearer " + token.secret;
    add_project_routes(router, service);
    add_form_management_routes(router, service);
    add_form_draft_routes(router, service);
    add_review_routes(router, service);
    add_app_user_routes(router, service);
    add_session_routes(router, service);
    add_user_routes(router, service);
  }
  ~Site() { std::filesystem::remove_all(directory); }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  std::filesystem::path directory;
  DataDirectory data;
  EventLog log;
  Metrics metrics;
  PasswordCheck passwords{*data.storage};
  WorkerPool workers{1};
  std::unique_ptr<UploadStaging> uploads = UploadStaging::open(directory / "uploads", std::chrono::hours(1)).value();
  Service service{.storage = *data.storage,
                  .passwords = passwords,
                  .files = *data.files,
                  .workers = workers,
                  .log = log,
                  .metrics = metrics,
                  .metrics_text = {},
                  .metrics_token_hash = {},
                  .uploads = *uploads,
                  .public_url = {}};
  Router router;
  std::string authorization;
};

Response answered(Site& site, Request& request, std::string_view body) {
  auto exchange = site.router.begin(request);
  if (!exchange) return std::move(exchange.error());
  for (const std::string_view piece : {body.substr(0, body.size() / 2), body.substr(body.size() / 2)})
    if (auto early = (*exchange)->receive(piece)) return std::move(*early);
  std::promise<Response> reply;
  (*exchange)->finish([&](Response response) { reply.set_value(std::move(response)); });
  return reply.get_future().get();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Site site;
  if (size == 0) return 0;
  const Address& address = std::span(kAddresses)[data[0] % std::size(kAddresses)];
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  Request request;
  request.method = address.method;
  request.path = address.path;
  request.headers = {{"Authorization", site.authorization}, {"Content-Type", address.content_type}};
  if (address.is_published) request.query = {{"publish", "true"}, {"ignoreWarnings", "true"}};
  request.peer = "127.0.0.1";
  request.secure = true;
  const Response response = answered(site, request, body);
  must(response.status >= 200 && response.status < 500);
  must(nlohmann::json::accept(response.body));
  return 0;
}
