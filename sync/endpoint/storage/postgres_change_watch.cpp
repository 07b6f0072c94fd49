#include "sync/endpoint/storage/postgres_change_watch.h"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace pilotage::endpoint {

namespace {

constexpr int kPauseBeforeReconnecting = 500; // ms
constexpr int kProofOfLife = 5'000;           // ms without news after which the connection is tried

struct FreeNotice {
  void operator()(PGnotify* notice) const { PQfreemem(notice); }
};

} // namespace

PostgresChangeWatch::PostgresChangeWatch(const PostgresSettings& settings, LookupCache& cache)
    : settings_(settings), cache_(cache), end_(::eventfd(0, EFD_CLOEXEC)), thread_([this] { run(); }) {}

PostgresChangeWatch::~PostgresChangeWatch() {
  ::eventfd_write(end_, 1);
  thread_.join();
  ::close(end_);
}

void PostgresChangeWatch::announce(Database& database) { database.execute("NOTIFY pilotage_change"); }

void PostgresChangeWatch::run() {
  do {
    try {
      listen();
      return;
    } catch (const DatabaseFailure&) {
      cache_.set_enabled(false);
    }
  } while (wait(-1, kPauseBeforeReconnecting));
}

// Returns when the end has come; throws when the connection breaks.
void PostgresChangeWatch::listen() {
  PostgresDatabase database(settings_);
  database.execute("LISTEN pilotage_change");
  cache_.set_enabled(true);
  while (wait(PQsocket(database.handle()), kProofOfLife)) {
    if (PQconsumeInput(database.handle()) != 1) throw DatabaseFailure{};
    bool changed = false;
    while (std::unique_ptr<PGnotify, FreeNotice>(PQnotifies(database.handle()))) changed = true;
    if (changed)
      cache_.clear();
    else
      database.execute("SELECT 1");
  }
  cache_.set_enabled(false);
}

bool PostgresChangeWatch::wait(int descriptor, int milliseconds) const {
  pollfd waiting[] = {{.fd = end_, .events = POLLIN, .revents = 0}, {.fd = descriptor, .events = POLLIN, .revents = 0}};
  ::poll(waiting, 2, milliseconds);
  return waiting[0].revents == 0;
}

} // namespace pilotage::endpoint
