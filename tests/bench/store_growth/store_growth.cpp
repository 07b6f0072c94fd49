// store_growth: fills a store up to a million submissions and prints what one costs on the way, on SQLite and on PostgreSQL, with fsync on.
// Each line is the mean of a stretch of submissions at that size of the store, and how it compares with the first line: the time that
// passed, and this process's own processor time, which says more where others use the machine too (without PostgreSQL's). A stretch spans
// some checkpoints of SQLite's, each of which brings over some 30,000 submissions.
//
// The store grows by gigabytes, which the system keeps in memory. A virtual machine is lent its memory page by page when it touches them,
// and gives back what lay free for seconds, which can cost more than a submission does. Memory for a stretch is therefore taken beforehand
// and let go in step with it.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "support/or_throw.h"
#include "support/postgres_server.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/endpoint/storage/postgres_storage.h"
#include "sync/endpoint/storage/sqlite_storage.h"

using namespace pilotage;
using Clock = std::chrono::steady_clock;

namespace {

struct GrowthArguments {
  std::string database = "both";
  int submissions = 1'000'000;
  int first = 10'000;    // submissions in the store at the first line
  int stretch = 100'000; // that a line is the mean of
  int bytes = 3'000;
  int together = 64; // on their way at the same time
  std::string directory = "/var/tmp";
};

// Microseconds.
struct Cost {
  double time = 0;
  double processor = 0;
};

double processor_time() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto microseconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec); };
  return microseconds(used.ru_utime) + microseconds(used.ru_stime);
}

// Memory that the machine has been lent: let go, it is the next that the system takes for what is written.
class MemoryAtHand {
public:
  explicit MemoryAtHand(int submissions) {
    const std::size_t free = static_cast<std::size_t>(::sysconf(_SC_AVPHYS_PAGES)) * kPage / 4 * 3;
    const std::size_t wanted = static_cast<std::size_t>(submissions) * kForEach;
    for (std::size_t taken = 0; taken + kPiece <= std::min(wanted, free); taken += kPiece) {
      pieces_.push_back(std::make_unique_for_overwrite<char[]>(kPiece));
      for (std::size_t at = 0; at < kPiece; at += kPage) static_cast<volatile char*>(pieces_.back().get())[at] = 1;
    }
  }
  // What one more submission needs.
  void let_go_for_one() {
    owed_ += kForEach;
    for (; owed_ >= kPiece && !pieces_.empty(); owed_ -= kPiece) pieces_.pop_back();
  }

private:
  static constexpr std::size_t kPage = 4096;
  static constexpr std::size_t kPiece = std::size_t{16} << 20;
  static constexpr std::size_t kForEach = 4 * kPage; // its row, its places in the indices, and both again in the log
  std::vector<std::unique_ptr<char[]>> pieces_;
  std::size_t owed_ = 0;
};

// Submissions on their way, at most so many at a time.
class Stream {
public:
  Stream(endpoint::Storage& storage, const GrowthArguments& arguments)
      : storage_(storage), arguments_(arguments), xml_(static_cast<std::size_t>(arguments.bytes), 'x') {}

  // The mean of the next `count`.
  Cost send(int count) {
    MemoryAtHand memory(count);
    const auto start = Clock::now();
    const double processor = processor_time();
    for (int i = 0; i < count; ++i) {
      memory.let_go_for_one();
      send_one();
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return on_their_way_ == 0; });
    if (failure_) throw std::runtime_error(failure_->to_string());
    return {.time = std::chrono::duration<double, std::micro>(Clock::now() - start).count() / count,
            .processor = (processor_time() - processor) / count};
  }

private:
  void send_one() {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return on_their_way_ < arguments_.together; });
      ++on_their_way_;
    }
    endpoint::NewSubmission submission;
    submission.project = 1;
    submission.form_id = "visit";
    submission.form_version = "1";
    submission.instance_id = "uuid:" + endpoint::new_uuid();
    submission.xml = xml_;
    submission.sha256 = std::string(64, '0');
    submission.token_id = "00000000-0000-4000-8000-000000000000";
    storage_.submit(std::move(submission), [this](Result<endpoint::StoredSubmission> stored) {
      const std::lock_guard lock(mutex_);
      if (!stored) failure_ = stored.error();
      --on_their_way_;
      changed_.notify_one();
    });
  }

  endpoint::Storage& storage_;
  const GrowthArguments& arguments_;
  const std::string xml_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int on_their_way_ = 0;
  std::optional<Error> failure_;
};

void measure(const char* name, endpoint::Storage& storage, const GrowthArguments& arguments) {
  tests::or_throw(storage.create_project("growth"));
  endpoint::FormVersion form;
  form.project = 1;
  form.form_id = "visit";
  form.version = "1";
  form.title = "Visit";
  form.xform = "<x/>";
  tests::or_throw(storage.publish_form(form));
  Stream stream(storage, arguments);
  stream.send(arguments.first);
  std::optional<Cost> first;
  int sent = arguments.first;
  for (int size = arguments.first;; size = std::min(size * 10, arguments.submissions)) {
    if (size > sent) stream.send(size - std::exchange(sent, size));
    const int begin = std::exchange(sent, sent + arguments.stretch);
    const Cost cost = stream.send(arguments.stretch);
    if (!first) first = cost;
    fmt::print("{:<12} {:>10} submissions: {:>7.1f} us each, {:.2f} times the first; {:>6.1f} us of processor, {:.2f} times\n", name, begin,
               cost.time, cost.time / first->time, cost.processor, cost.processor / first->processor);
    std::fflush(stdout);
    if (size >= arguments.submissions) return;
  }
}

void measure_sqlite(const GrowthArguments& arguments) {
  const std::filesystem::path directory = arguments.directory + "/store-growth-" + std::to_string(::getpid());
  std::filesystem::create_directories(directory);
  {
    const auto storage =
        tests::or_throw(endpoint::SqliteStorage::open(directory / "endpoint.sqlite", endpoint::SqliteStorage::Mode::create));
    measure("SQLite", *storage, arguments);
  }
  std::filesystem::remove_all(directory);
}

void measure_postgres(const GrowthArguments& arguments) {
  if (!tests::PostgresServer::installed()) {
    fmt::print("PostgreSQL is not installed; left out\n");
    return;
  }
  ::setenv("TMPDIR", arguments.directory.c_str(), 1);
  endpoint::PostgresSettings settings;
  settings.connection = tests::postgres_server().new_database();
  const auto storage = tests::or_throw(endpoint::PostgresStorage::open(settings, endpoint::PostgresMode::create));
  measure("PostgreSQL", *storage, arguments);
}

} // namespace

int main(int argc, char** argv) {
  GrowthArguments arguments;
  CLI::App app("What a submission costs as the store grows.");
  app.add_option("--database", arguments.database, "sqlite, postgres or both")->capture_default_str();
  app.add_option("--submissions", arguments.submissions, "Up to how many")->capture_default_str();
  app.add_option("--first", arguments.first, "How many the store holds at the first line")->capture_default_str();
  app.add_option("--stretch", arguments.stretch, "How many are measured at each size")->capture_default_str();
  app.add_option("--bytes", arguments.bytes, "Size of each")->capture_default_str();
  app.add_option("--together", arguments.together, "How many are on their way at a time")->capture_default_str();
  app.add_option("--directory", arguments.directory, "Where the stores lie meanwhile")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    if (arguments.database != "postgres") measure_sqlite(arguments);
    if (arguments.database != "sqlite") measure_postgres(arguments);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "store_growth: {}\n", failure.what());
    return 1;
  }
  return 0;
}
