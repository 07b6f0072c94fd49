// Bodies that are held in memory until they can be understood. Each kind has a limit of its own; all of them together have one too, for
// there may be thousands of requests at a time.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

#include "forms/error.h"

namespace pilotage::endpoint {

// What all requests hold together. Any thread.
class BodyMemory {
public:
  explicit BodyMemory(std::size_t limit) : limit_(limit) {}

  // False where it would be too much; nothing is taken then.
  bool take(std::size_t bytes);
  void give_back(std::size_t bytes) { taken_.fetch_sub(bytes); }

private:
  const std::size_t limit_;
  std::atomic<std::size_t> taken_ = 0;
};

// One such body. It counts until it ends, also where its bytes have moved on: the request that it belongs to still waits for what becomes
// of them. One thread at a time.
class HeldBody {
public:
  // Null: nothing is counted.
  explicit HeldBody(BodyMemory* memory) : memory_(memory) {}
  ~HeldBody();
  HeldBody(const HeldBody&) = delete;
  HeldBody& operator=(const HeldBody&) = delete;

  // Error: locked, where the requests of the moment hold too much.
  Result<void> append(std::string_view piece);
  // Counts what was made of the body, too. Error: the same.
  Result<void> hold(std::size_t bytes);

  const std::string& bytes() const { return bytes_; }
  std::string take() { return std::move(bytes_); }

private:
  BodyMemory* const memory_;
  std::string bytes_;
  std::size_t counted_ = 0;
};

} // namespace pilotage::endpoint
