#include "client/app/sending.h"

#include <atomic>
#include <mutex>
#include <vector>

#include "client/app/form_fetching.h"
#include "client/app/project_servers.h"
#include "client/app/sync_summary.h"
#include "client/store/outbox.h"
#include "sync/uploader/network_watch.h"
#include "sync/uploader/uploader.h"

namespace pilotage::app {

struct Sending::Impl {
  Impl(std::filesystem::path folder, store::Store opened, std::function<void()> on_change)
      : data(std::move(folder)), store(std::move(opened)), outbox(store), forms(data, on_change) {
    sync::UploaderOptions options;
    options.changed = std::move(on_change);
    uploader = std::make_unique<sync::Uploader>(outbox, std::move(options));
    // Where the system does not tell of its network, the uploader's own retries remain.
    if (auto started = sync::NetworkWatch::start([this] { uploader->network_changed(); })) network = std::move(*started);
  }
  ~Impl() {
    network.reset();
    uploader->stop();
  }

  std::filesystem::path data;
  store::Store store; // the uploader's
  store::StoreOutbox outbox;
  FormFetching forms;
  std::unique_ptr<sync::Uploader> uploader;
  std::unique_ptr<sync::NetworkWatch> network;
  std::atomic<bool> has_server = false;

  void set_problems(std::vector<ui::ServerProblemShown> now) {
    const std::lock_guard lock(mutex);
    problems = std::move(now);
  }
  std::vector<ui::ServerProblemShown> server_problems() {
    const std::lock_guard lock(mutex);
    return problems;
  }

private:
  std::mutex mutex;
  std::vector<ui::ServerProblemShown> problems; // of those that the uploader was not given
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

Result<void> Sending::reload_servers() {
  auto found = project_servers(impl_->data);
  if (!found) return std::unexpected(found.error());
  std::vector<sync::Project> projects;
  std::vector<ui::ServerProblemShown> problems;
  for (auto& [project, name, server] : *found) {
    if (server)
      projects.push_back({store::outbox_name(project), *std::move(server)});
    else
      problems.push_back({.project = name, .code = server.error().code, .detail = server.error().message});
  }
  impl_->has_server = !found->empty();
  impl_->set_problems(std::move(problems));
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
  // Perhaps the disk is no longer full. What fails meanwhile leaves all as it was.
  if (!impl_->server_problems().empty()) static_cast<void>(reload_servers());
  impl_->uploader->sync_now();
  impl_->forms.fetch();
}

ui::SyncShown Sending::shown() const {
  if (!impl_->has_server) return {};
  ui::SyncShown shown = summed_up(impl_->uploader->snapshot());
  shown.fetching = impl_->forms.under_way();
  shown.fetch_problems = impl_->forms.problems();
  shown.server_problems = impl_->server_problems();
  return shown;
}

} // namespace pilotage::app
