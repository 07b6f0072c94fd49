// Sends what waits in the outbox, on threads of its own: the uploader with a Store of its own, so that the screen's store never waits for
// the network; and fetches questionnaires from the servers when it is asked to.
//
// The functions may be called from any thread and return at once; the destructor ends what is under way.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "client/ui/snapshot.h"
#include "forms/error.h"

namespace pilotage::app {

struct SendingSettings {
  bool automatic = true; // else only sync_now() sends
  bool metered = false;  // large files wait for a network that costs nothing
};

class Sending {
public:
  // `changed` is called on the threads here after each change; it must return quickly.
  static Result<std::unique_ptr<Sending>> start(const std::filesystem::path& data, const SendingSettings& settings,
                                                std::function<void()> changed);
  ~Sending();

  // Servers were added or changed. One that cannot be used does not keep the others from being so.
  Result<void> reload_servers();
  void wake();
  // Everything that waits, now, also where nothing goes by itself; and the servers' questionnaires.
  void sync_now();
  void set_automatic(bool on);
  void set_metered(bool on);

  ui::SyncShown shown() const;

private:
  struct Impl;
  explicit Sending(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace pilotage::app
