// Calls back when the machine's network changed: a cable, a Wi-Fi network or a modem came or went, an address was given. Linux's
// rtnetlink tells; nothing is polled. Several changes at once (a laptop waking up makes a dozen) give one call, a second after the last.
//
// The callback runs on the watch's own thread; Uploader::network_changed() is what it is for. The destructor waits for it.
#pragma once

#include "forms/error.h"

#include <chrono>
#include <functional>
#include <memory>

namespace pilotage::sync {

class NetworkWatch {
public:
  // io when the system does not tell of changes; then retries by time remain.
  static Result<std::unique_ptr<NetworkWatch>> start(std::function<void()> changed,
                                                     std::chrono::milliseconds settle = std::chrono::seconds(1));
  ~NetworkWatch();
  NetworkWatch(const NetworkWatch&) = delete;
  NetworkWatch& operator=(const NetworkWatch&) = delete;

private:
  struct Impl;
  explicit NetworkWatch(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace pilotage::sync
