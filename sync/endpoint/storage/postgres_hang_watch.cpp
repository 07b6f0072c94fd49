#include "sync/endpoint/storage/postgres_hang_watch.h"

#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

namespace pilotage::endpoint {

class PostgresHangWatch {
public:
  static PostgresHangWatch& of_process() {
    static PostgresHangWatch watch;
    return watch;
  }

  void add(WatchedPostgres& watched) {
    const std::lock_guard lock(mutex_);
    all_.insert(&watched);
  }
  void remove(WatchedPostgres& watched) {
    const std::lock_guard lock(mutex_);
    all_.erase(&watched);
  }

private:
  PostgresHangWatch() : thread_([this] { run(); }) {}
  ~PostgresHangWatch() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    end_.notify_all();
    thread_.join();
  }

  void run() {
    std::unique_lock lock(mutex_);
    while (!end_.wait_for(lock, std::chrono::seconds(1), [this] { return ended_; })) {
      const auto now = WatchedPostgres::Clock::now();
      for (WatchedPostgres* watched : all_)
        if (watched->deadline_.load() < now) ::shutdown(watched->socket_, SHUT_RDWR);
    }
  }

  std::mutex mutex_;
  std::condition_variable end_;
  bool ended_ = false;
  std::set<WatchedPostgres*> all_;
  std::thread thread_; // the last member: it uses the others
};

WatchedPostgres::WatchedPostgres(int socket, std::chrono::milliseconds silence) : socket_(::dup(socket)), silence_(silence) {
  PostgresHangWatch::of_process().add(*this);
}

WatchedPostgres::~WatchedPostgres() {
  PostgresHangWatch::of_process().remove(*this);
  if (socket_ >= 0) ::close(socket_);
}

WatchedPostgres::Call::Call(WatchedPostgres& watched) : watched_(watched) {
  if (watched.silence_ != std::chrono::milliseconds::max()) watched.deadline_ = Clock::now() + watched.silence_;
}

} // namespace pilotage::endpoint
