#include "client/app/form_fetching.h"

#include <algorithm>
#include <utility>

#include "client/app/project_servers.h"
#include "client/store/form_sink.h"
#include "sync/uploader/form_downloader.h"

namespace pilotage::app {

namespace {

ui::FetchProblemShown problem(const std::string& project, const std::string& form, const Error& error) {
  return {.project = project, .form = form, .code = error.code, .detail = error.message};
}

std::string title_of(const sync::FormFailure& failure, const std::vector<sync::ListedForm>& listed) {
  const auto found = std::ranges::find_if(
      listed, [&](const sync::ListedForm& form) { return form.form_id == failure.form_id && form.version == failure.version; });
  return found == listed.end() || found->name.empty() ? failure.form_id : found->name;
}

} // namespace

FormFetching::FormFetching(std::filesystem::path data, std::function<void()> changed)
    : data_(std::move(data)), changed_(std::move(changed)), thread_([this] { work(); }) {}

FormFetching::~FormFetching() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  http_.cancel();
  wake_.notify_one();
  thread_.join();
}

void FormFetching::fetch() {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  wake_.notify_one();
}

bool FormFetching::under_way() const {
  const std::lock_guard lock(mutex_);
  return under_way_ || wanted_;
}

std::vector<ui::FetchProblemShown> FormFetching::problems() const {
  const std::lock_guard lock(mutex_);
  return problems_;
}

bool FormFetching::ending() const {
  const std::lock_guard lock(mutex_);
  return ending_;
}

void FormFetching::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return ending_ || wanted_; });
    if (ending_) return;
    wanted_ = false;
    under_way_ = true;
    lock.unlock();
    changed_();
    auto problems = attempt();
    lock.lock();
    problems_ = std::move(problems);
    under_way_ = false;
    lock.unlock();
    changed_();
    lock.lock();
  }
}

std::vector<ui::FetchProblemShown> FormFetching::attempt() {
  const auto servers = project_servers(data_);
  if (!servers) return {problem("", "", servers.error())};
  auto library = store::Store::open(data_, {.verify = false});
  if (!library) return {problem("", "", library.error())};
  std::vector<ui::FetchProblemShown> problems;
  for (const ProjectServer& server : *servers) {
    if (ending()) break;
    if (!server.server) continue; // Sending says why
    store::LibraryFormSink sink(*library, server.project);
    const auto fetched = sync::download_forms(http_, *server.server, sink);
    if (!fetched) {
      problems.push_back(problem(server.name, "", fetched.error()));
      continue; // the next server may be there
    }
    for (const sync::FormFailure& failure : fetched->failures)
      problems.push_back(problem(server.name, title_of(failure, fetched->listed), failure.error));
  }
  return problems;
}

} // namespace pilotage::app
