// Fetches the questionnaires of all servers when it is asked to, on a thread of its own, and keeps what went wrong until a later attempt
// has ended.
//
// The functions may be called from any thread and return at once; the destructor ends the transfer that is under way.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "client/ui/snapshot.h"
#include "sync/uploader/http_client.h"

namespace pilotage::app {

class FormFetching {
public:
  // `changed` is called on the thread here when an attempt begins and when it has ended; it must return quickly.
  FormFetching(std::filesystem::path data, std::function<void()> changed);
  ~FormFetching();
  FormFetching(const FormFetching&) = delete;
  FormFetching& operator=(const FormFetching&) = delete;

  // During an attempt: another one follows, since a server may have been added.
  void fetch();

  bool under_way() const;
  // Of the last attempt that ended.
  std::vector<ui::FetchProblemShown> problems() const;

private:
  const std::filesystem::path data_;
  const std::function<void()> changed_;
  sync::HttpClient http_; // the thread's own, but for cancel()
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool wanted_ = false;
  bool under_way_ = false;
  bool ending_ = false;
  std::vector<ui::FetchProblemShown> problems_;
  std::thread thread_;

  void work();
  std::vector<ui::FetchProblemShown> attempt();
  bool ending() const;
};

} // namespace pilotage::app
