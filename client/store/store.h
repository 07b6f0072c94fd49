// The data directory of one person on one laptop: a SQLite database (WAL, synchronous=FULL) and a folder of attachments.
// What a function here has returned success for is on the disk.
//
// A Store belongs to one thread at a time; another thread or program opens its own on the same directory, any number at once.
// The parts (FormLibrary, Responses, Journal, …) are light views of a Store: make one where it is needed.
//
// Errors that any function of this folder can give, each with a message that says what to do: locked (another program holds the
// database), permission (read-only), disk_full, damaged, newer_version (written by a later Pilotage), io.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "client/store/sealing.h"
#include "forms/error.h"

namespace pilotage::store {

class Database;

struct OpenOptions {
  // Milliseconds since 1970 UTC; the system's clock where it is empty.
  std::function<std::int64_t()> now = {};
  // How long to wait for another program's transaction before giving up with `locked`.
  int wait_for_lock_ms = 5000;
  // Walk the database's structure while opening, so that damage shows at once and not in the middle of an interview.
  bool verify = true;
};

class Store {
public:
  // Opens the store in `directory`; makes both where they do not exist; brings an older store's schema up to date.
  static Result<Store> open(const std::filesystem::path& directory, OpenOptions options = {});

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  const std::filesystem::path& directory() const;
  std::filesystem::path database_file() const;
  std::filesystem::path attachments_directory() const;

  // Milliseconds since 1970 UTC.
  std::int64_t now() const;
  const Sealer& sealer() const;
  // For the parts of this folder only.
  Database& database();

private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// $PILOTAGE_DATA, else $XDG_DATA_HOME/pilotage, else ~/.local/share/pilotage.
std::filesystem::path default_data_directory();

} // namespace pilotage::store
