#include "client/store/store.h"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "client/store/database.h"
#include "client/store/durable_file.h"
#include "client/store/schema.h"

namespace pilotage::store {

namespace fs = std::filesystem;

struct Store::Impl {
  fs::path directory;
  std::function<std::int64_t()> now;
  Sealer sealer;
  std::unique_ptr<Database> database;
};

namespace {

std::int64_t time_of_the_system() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

void make_directory(const fs::path& directory) {
  std::error_code ignored;
  const bool made = !fs::exists(directory, ignored);
  if (const int failed = make_directory_durably(directory); failed != 0) {
    fail_now(failed == ENOSPC ? ErrorCode::disk_full : ErrorCode::permission,
             std::string("The folder for the answers cannot be made (") + std::strerror(failed) +
                 "). Choose another folder with --data, or ask for the right to write there.",
             directory.string());
  }
  // Answers are nobody else's business.
  if (made) fs::permissions(directory, fs::perms::owner_all, ignored);
  if (access(directory.c_str(), W_OK | X_OK) != 0)
    fail_now(ErrorCode::permission,
             std::string("The folder of the answers cannot be written (") + std::strerror(errno) +
                 "). Ask for the right to write in it, or choose another folder with --data.",
             directory.string());
}

// Two programs that open a new database at one moment may both want its log, and SQLite then lets one of them fail at once, however long
// it was told to wait: both hold the file already, and neither would get on.
std::string turn_on_log(Database& database, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    try {
      Statement mode = database.query("PRAGMA journal_mode = WAL");
      mode.step();
      return std::string(mode.text(0));
    } catch (const Failure& failure) {
      if (failure.error.code != ErrorCode::locked || std::chrono::steady_clock::now() >= until) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void make_durable(Database& database, std::chrono::milliseconds patience) {
  if (turn_on_log(database, patience) != "wal")
    fail_now(ErrorCode::io, "This disk cannot keep the answers safely (no write-ahead log). Choose a folder on a local disk with --data.",
             database.file().string());
  // secure_delete: what is discarded on a shared laptop is overwritten, not only forgotten.
  database.script("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF; "
                  "PRAGMA cell_size_check = ON");
}

void check_structure(Database& database) {
  Statement check = database.query("PRAGMA quick_check(1)");
  if (check.step() && check.text(0) == "ok") return;
  fail_now(ErrorCode::damaged,
           "The database of the answers is damaged. Copy the whole folder to a safe place, then run \"pilotctl store check\" and "
           "\"pilotctl store export\" to save what can be read.",
           database.file().string());
}

} // namespace

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const fs::path& directory, OpenOptions options) {
  return guarded([&] {
    auto impl = std::make_unique<Impl>();
    impl->directory = directory;
    impl->now = options.now ? std::move(options.now) : time_of_the_system;
    make_directory(directory);
    impl->database = std::make_unique<Database>(directory / "pilotage.db", options.wait_for_lock_ms);
    make_durable(*impl->database, std::chrono::milliseconds(options.wait_for_lock_ms));
    bring_up_to_date(*impl->database);
    if (options.verify) check_structure(*impl->database);
    return Store(std::move(impl));
  });
}

const fs::path& Store::directory() const { return impl_->directory; }
fs::path Store::database_file() const { return impl_->directory / "pilotage.db"; }
fs::path Store::attachments_directory() const { return impl_->directory / "attachments"; }
std::int64_t Store::now() const { return impl_->now(); }
const Sealer& Store::sealer() const { return impl_->sealer; }
Database& Store::database() { return *impl_->database; }

fs::path default_data_directory() {
  if (const char* own = std::getenv("PILOTAGE_DATA"); own != nullptr && *own != '\0') return own;
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/') return fs::path(data) / "pilotage";
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : ".") / ".local" / "share" / "pilotage";
}

} // namespace pilotage::store
