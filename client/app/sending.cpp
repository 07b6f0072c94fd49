#include "client/app/sending.h"

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "client/app/sync_summary.h"
#include "client/store/form_sink.h"
#include "client/store/outbox.h"
#include "client/store/projects.h"
#include "sync/uploader/form_downloader.h"
#include "sync/uploader/network_watch.h"
#include "sync/uploader/uploader.h"

namespace pilotage::app {

struct Sending::Impl {
  Impl(std::filesystem::path folder, store::Store opened, std::function<void()> on_change)
      : data(std::move(folder)), store(std::move(opened)), outbox(store), changed(std::move(on_change)) {
    sync::UploaderOptions options;
    options.changed = changed;
    uploader = std::make_unique<sync::Uploader>(outbox, std::move(options));
    // Where the system does not tell of its network, the uploader's own retries remain.
    if (auto started = sync::NetworkWatch::start([this] { uploader->network_changed(); })) network = std::move(*started);
  }
  ~Impl() {
    network.reset();
    uploader->stop();
    if (download.joinable()) download.join();
  }
  void fetch_forms();

  std::filesystem::path data;
  store::Store store; // the uploader's
  store::StoreOutbox outbox;
  std::function<void()> changed;
  std::unique_ptr<sync::Uploader> uploader;
  std::unique_ptr<sync::NetworkWatch> network;
  std::atomic<bool> fetching = false;
  std::atomic<bool> has_server = false;
  std::thread download;
};

Sending::Sending(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Sending::~Sending() = default;

Result<std::unique_ptr<Sending>> Sending::start(const std::filesystem::path& data, const SendingSettings& settings,
                                                std::function<void()> changed) {
  // The screen's store has just been verified.
  auto store = store::Store::open(data, {.verify = false});
  if (!store) return std::unexpected(store.error());
  auto sending = std::unique_ptr<Sending>(new Sending(std::make_unique<Impl>(data, std::move(*store), std::move(changed))));
  // Before there is anybody to send to.
  sending->set_automatic(settings.automatic);
  sending->set_metered(settings.metered);
  if (auto loaded = sending->reload_servers(); !loaded) return std::unexpected(loaded.error());
  return sending;
}

namespace {

// Servers with what proves who we are. Reads a store of its own: this runs on more than one thread.
Result<std::vector<std::pair<store::ProjectId, sync::Server>>> servers(const std::filesystem::path& data) {
  auto store = store::Store::open(data, {.verify = false});
  if (!store) return std::unexpected(store.error());
  auto projects = store::Projects(*store).list();
  if (!projects) return std::unexpected(projects.error());
  std::vector<std::pair<store::ProjectId, sync::Server>> found;
  for (const store::Project& project : *projects) {
    auto server = store::server_of(*store, project);
    if (!server) return std::unexpected(server.error());
    found.emplace_back(project.id, std::move(*server));
  }
  return found;
}

} // namespace

Result<void> Sending::reload_servers() {
  auto found = servers(impl_->data);
  if (!found) return std::unexpected(found.error());
  std::vector<sync::Project> projects;
  for (auto& [id, server] : *found) projects.push_back({store::outbox_name(id), std::move(server)});
  impl_->has_server = !projects.empty();
  impl_->uploader->set_projects(std::move(projects));
  return {};
}

void Sending::wake() { impl_->uploader->wake(); }

void Sending::set_automatic(bool on) {
  if (on)
    impl_->uploader->resume();
  else
    impl_->uploader->pause();
}

void Sending::set_metered(bool on) { impl_->uploader->set_metered(on); }

void Sending::sync_now() {
  impl_->uploader->sync_now();
  if (impl_->fetching.exchange(true)) return;
  if (impl_->download.joinable()) impl_->download.join();
  impl_->download = std::thread([this] {
    impl_->fetch_forms();
    impl_->fetching = false;
    impl_->changed();
  });
}

// What cannot be fetched stays as it is; the state of sending says what is wrong with the server.
void Sending::Impl::fetch_forms() {
  auto found = servers(data);
  auto library = store::Store::open(data, {.verify = false});
  if (!found || !library) return;
  sync::HttpClient http;
  for (const auto& [id, server] : *found) {
    store::LibraryFormSink sink(*library, id);
    if (const auto fetched = sync::download_forms(http, server, sink); !fetched) continue; // the next server may be there
  }
}

ui::SyncShown Sending::shown() const {
  if (!impl_->has_server) return {};
  return summed_up(impl_->uploader->snapshot());
}

} // namespace pilotage::app
