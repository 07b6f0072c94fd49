// endpoint_load: what the endpoint takes on this machine, client load and server on the same cores, as a table beside the goals and what a
// real ODK Central does on such a machine. Everything is real: the program in a process of its own, sockets, TLS, SQLite and PostgreSQL
// with fsync, on the directory that is given.
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <numeric>
#include <set>
#include <thread>

#include "bench/endpoint_load/load.h"
#include "bench/endpoint_load/load_connection.h"
#include "bench/endpoint_load/served_endpoint.h"
#include "support/postgres_server.h"
#include "support/throwaway_authority.h"
#include "sync/endpoint/http_client.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/batch.h"

using namespace pilotage;
using namespace pilotage::bench;

namespace {

struct Arguments {
  double seconds = 10;
  std::size_t bytes = 3000;
  std::size_t attachment_megabytes = 100;
  std::string directory = "/var/tmp";
  std::vector<std::string> rows;
};

constexpr int kConnections = 32;
constexpr std::size_t kBatch = 200;
constexpr std::size_t kBatches = 1000; // in all
constexpr std::size_t kSmallStore = 10'000;
constexpr std::size_t kLargeStore = 1'000'000;
constexpr int kGrowthRounds = 4;
constexpr int kIdle = 1000;
constexpr int kExported = 20'000;

using Tls = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
Tls client_tls() { return {SSL_CTX_new(TLS_client_method()), SSL_CTX_free}; }

void print_row(std::string_view work, std::string_view goal, std::string_view here, bool met, std::string_view central) {
  fmt::print("{:<58} {:>16} {:>26} {:<7} {}\n", work, goal, here, met ? "met" : "MISSED", central);
  std::fflush(stdout);
}

std::string post(const std::string& path, const std::string& token, std::string_view type, const std::string& body) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-OpenRosa-Version: 1.0\r\nAuthorization: Bearer {}\r\nContent-Type: {}\r\n"
                     "Content-Length: {}\r\n\r\n{}",
                     path, token, type, body.size(), body);
}

std::string xml_part(const std::string& xml) {
  return "--BoUnDaRy\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"s.xml\"\r\nContent-Type: "
         "text/xml\r\n\r\n" +
         xml + "\r\n";
}
constexpr const char* kMultipart = "multipart/form-data; boundary=BoUnDaRy";

// At most `most` posts, for `seconds` at most; `rate` a second, or as many as are taken.
struct Posting {
  SSL_CTX* tls = nullptr;
  double rate = 0;
  double seconds = 3600;
  std::size_t most = SIZE_MAX;
};

LoadFigures plain_posts(const ServedEndpoint& endpoint, std::size_t bytes, Posting posting) {
  return run_load({.port = endpoint.port(),
                   .tls = posting.tls,
                   .connections = kConnections,
                   .seconds = posting.seconds,
                   .rate = posting.rate,
                   .request =
                       [&] {
                         if (posting.most-- == 0) return std::string();
                         return post("/v1/projects/1/submission", endpoint.collector(), kMultipart,
                                     xml_part(load_response(endpoint::new_uuid(), bytes)) + "--BoUnDaRy--\r\n");
                       },
                   .is_good = [](int status, const std::string&) { return status == 201; }});
}

std::string batch_post(const ServedEndpoint& endpoint, std::size_t bytes) {
  std::vector<sync::BatchItem> items(kBatch);
  for (sync::BatchItem& item : items) {
    const std::string id = endpoint::new_uuid();
    item.instance_id = "uuid:" + id;
    item.xml = load_response(id, bytes);
  }
  return post("/v1/projects/1/batch", endpoint.collector(), sync::kBatchContentType, sync::write_batch(items).value());
}

// Packed on all cores, before the clock runs: each laptop packs its own.
std::vector<std::string> batch_posts(const ServedEndpoint& endpoint, std::size_t bytes, std::size_t count) {
  std::vector<std::string> posts(count);
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> packers;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
    packers.emplace_back([&] {
      for (std::size_t at = next++; at < count; at = next++) posts[at] = batch_post(endpoint, bytes);
    });
  packers.clear(); // waits for them
  return posts;
}

bool all_are_stored(int status, const std::string& answer) {
  std::size_t stored = 0;
  for (auto at = answer.find("\"status\":201"); at != std::string::npos; at = answer.find("\"status\":201", at + 1)) ++stored;
  return status == 200 && stored == kBatch;
}

double mean(const std::vector<double>& values) { return std::reduce(values.begin(), values.end()) / static_cast<double>(values.size()); }

// Each of these is a row, or rows that share an endpoint.
class Table {
public:
  explicit Table(const Arguments& arguments) : arguments_(arguments) {}

  void posts_on_sqlite() const {
    const ServedEndpoint endpoint(arguments_.directory, Wire::plain);
    posts_row("plain posts of 3 KB, 32 connections, SQLite", 8000, plain_posts(endpoint, arguments_.bytes, for_a_while()),
              "300-360/s on PostgreSQL");
  }
  void posts_on_postgres() const {
    if (!tests::PostgresServer::installed()) return fmt::print("PostgreSQL is not installed: its row is left out\n");
    tests::PostgresServer database;
    const ServedEndpoint endpoint(arguments_.directory, Wire::plain, database.new_database());
    posts_row("the same, PostgreSQL", 4000, plain_posts(endpoint, arguments_.bytes, for_a_while()), "300-360/s");
  }
  void posts_over_tls() const {
    const ServedEndpoint endpoint(arguments_.directory, Wire::tls);
    const Tls tls = client_tls();
    posts_row("the same over TLS, SQLite", 6000, plain_posts(endpoint, arguments_.bytes, {.tls = tls.get(), .seconds = arguments_.seconds}),
              "");
  }
  void batches() const {
    const ServedEndpoint endpoint(arguments_.directory, Wire::plain);
    std::vector<std::string> packed = batch_posts(endpoint, arguments_.bytes, kBatches);
    const LoadFigures figures = run_load({.port = endpoint.port(),
                                          .tls = nullptr,
                                          .connections = 8,
                                          .seconds = 600, // until all are sent
                                          .request =
                                              [&] {
                                                if (packed.empty()) return std::string();
                                                std::string next = std::move(packed.back());
                                                packed.pop_back();
                                                return next;
                                              },
                                          .is_good = all_are_stored});
    posts_row("batches of 200, 8 connections, SQLite", 30'000,
              {.per_second = figures.per_second * kBatch, .median = figures.median, .percentile_99 = figures.percentile_99}, "has none");
  }
  void latency() const {
    const ServedEndpoint endpoint(arguments_.directory, Wire::plain);
    const LoadFigures figures = plain_posts(endpoint, arguments_.bytes, {.rate = 4000, .seconds = arguments_.seconds});
    print_row("latency of plain posts at 4,000/s: median; 99th percentile", "3 ms; 15 ms",
              fmt::format("{:.1f} ms; {:.1f} ms", figures.median, figures.percentile_99),
              figures.median <= 3 && figures.percentile_99 <= 15 && figures.per_second > 3900, "86 ms; 140 ms at its full load");
  }
  void idle_memory() const;
  void attachment_memory() const;
  void csv() const;
  void growth() const;

private:
  Posting for_a_while() const { return {.seconds = arguments_.seconds}; }
  static void posts_row(std::string_view work, double goal, const LoadFigures& figures, std::string_view central) {
    print_row(work, fmt::format(">= {:.0f}/s", goal), fmt::format("{:.0f}/s", figures.per_second), figures.per_second >= goal, central);
  }

  const Arguments& arguments_;
};

void Table::idle_memory() const {
  const ServedEndpoint endpoint(arguments_.directory, Wire::tls);
  const Tls tls = client_tls();
  std::vector<std::unique_ptr<LoadConnection>> connections;
  for (int i = 0; i < kIdle; ++i) {
    connections.push_back(std::make_unique<LoadConnection>(endpoint.port(), tls.get()));
    connections.back()->start("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    while (connections.back()->advance() == 0) std::this_thread::yield();
  }
  const double memory = endpoint.memory();
  print_row("memory at 1,000 idle TLS connections", "100 MB", fmt::format("{:.0f} MB", memory), memory <= 100,
            "420 MB for its Node process, under plain posts");
}

// 32 clients at once, each with one attachment that it makes while it sends.
void Table::attachment_memory() const {
  const ServedEndpoint endpoint(arguments_.directory, Wire::tls, {}, {"--post-bytes", "150000000"});
  test::HttpClient(test::throwaway_authority().ca).get(endpoint.url() + "/healthz");
  const double before = endpoint.memory();
  endpoint.forget_peak();
  std::vector<std::thread> clients;
  std::atomic<int> stored = 0;
  for (int i = 0; i < kConnections; ++i)
    clients.emplace_back([&, photo = fmt::format("photo-{}.jpg", i)] {
      test::HttpClient client(test::throwaway_authority().ca);
      client.headers = {"X-OpenRosa-Version: 1.0", "Authorization: Bearer " + endpoint.collector()};
      std::size_t pieces = arguments_.attachment_megabytes * 16;
      bool begun = false;
      const auto next = [&]() -> std::string {
        if (!std::exchange(begun, true))
          return xml_part(load_response(endpoint::new_uuid(), arguments_.bytes, photo)) +
                 "--BoUnDaRy\r\nContent-Disposition: form-data; name=\"" + photo + "\"; filename=\"" + photo +
                 "\"\r\nContent-Type: image/jpeg\r\n\r\n" + photo;
        if (pieces == 0) return "";
        return --pieces == 0 ? "\r\n--BoUnDaRy--\r\n" : std::string(1 << 16, 'x');
      };
      if (client.stream(endpoint.url() + "/v1/projects/1/submission", kMultipart, next).status == 201) ++stored;
    });
  for (std::thread& client : clients) client.join();
  if (stored != kConnections) throw std::runtime_error("an attachment was refused");
  const double more = endpoint.peak_memory() - before;
  print_row(fmt::format("memory while receiving {} attachments of {} MB, TLS", kConnections, arguments_.attachment_megabytes), "+ 64 MB",
            fmt::format("+ {:.0f} MB", more), more <= 64, "");
}

void Table::csv() const {
  const ServedEndpoint endpoint(arguments_.directory, Wire::plain);
  LoadConnection connection(endpoint.port(), nullptr);
  for (std::string& packed : batch_posts(endpoint, arguments_.bytes, kExported / kBatch)) {
    connection.start(std::move(packed));
    int status = 0;
    while ((status = connection.advance()) == 0) std::this_thread::yield();
    if (!all_are_stored(status, connection.answer())) throw std::runtime_error("the endpoint answered " + connection.answer());
  }
  test::HttpClient client;
  client.headers = {"Authorization: Bearer " + endpoint.coordinator()};
  const double before = endpoint.memory();
  endpoint.forget_peak();
  const auto begin = std::chrono::steady_clock::now();
  const test::Answer answer = client.get(endpoint.url() + "/v1/projects/1/forms/load/submissions.csv");
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (answer.status != 200 || std::ranges::count(answer.body, '\n') != kExported + 1) throw std::runtime_error("the CSV is not whole");
  print_row("submissions CSV of 20,000", "<= 1 s, streaming",
            fmt::format("{:.2f} s, + {:.0f} MB", seconds, endpoint.peak_memory() - before), seconds <= 1, "1.7 s plain, 4.1-4.7 s zipped");
}

// What a plain post costs in a small store and in a large one, by turns: such machines are slower for minutes at a time, most of all their
// disks. store_growth looks at the storage alone.
void Table::growth() const {
  const auto fill = [&](const ServedEndpoint& endpoint, std::size_t count) { plain_posts(endpoint, arguments_.bytes, {.most = count}); };
  const auto cost = [&](const ServedEndpoint& endpoint) {
    ::sync(); // what the store before has left to the system to write
    return 1e6 / plain_posts(endpoint, arguments_.bytes, for_a_while()).per_second;
  };
  const ServedEndpoint large(arguments_.directory, Wire::plain);
  fill(large, kLargeStore);
  std::vector<double> in_small;
  std::vector<double> in_large;
  for (int round = 0; round < kGrowthRounds; ++round) {
    const ServedEndpoint small(arguments_.directory, Wire::plain);
    fill(small, kSmallStore);
    in_small.push_back(cost(small));
    in_large.push_back(cost(large));
  }
  const double times = mean(in_large) / mean(in_small);
  print_row("cost of a plain post, from 10,000 to 1,000,000 stored", "<= 1.3 times",
            fmt::format("{:.1f} -> {:.1f} us, {:.2f}", mean(in_small), mean(in_large), times), times <= 1.3, "");
}

void allow_many_connections() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

} // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  const std::vector<std::pair<std::string, void (Table::*)() const>> rows = {{"sqlite", &Table::posts_on_sqlite},
                                                                             {"postgres", &Table::posts_on_postgres},
                                                                             {"tls", &Table::posts_over_tls},
                                                                             {"batches", &Table::batches},
                                                                             {"latency", &Table::latency},
                                                                             {"idle", &Table::idle_memory},
                                                                             {"attachments", &Table::attachment_memory},
                                                                             {"csv", &Table::csv},
                                                                             {"growth", &Table::growth}};
  std::set<std::string> names;
  for (const auto& [name, row] : rows) names.insert(name);
  CLI::App program("Loads an endpoint on this machine and prints what it takes, beside the goals.");
  program.add_option("rows", arguments.rows, "Only these rows of the table")->check(CLI::IsMember(names));
  program.add_option("--seconds", arguments.seconds, "How long each row takes")->capture_default_str();
  program.add_option("--bytes", arguments.bytes, "Size of a response's XML")->capture_default_str();
  program.add_option("--attachment-megabytes", arguments.attachment_megabytes, "Size of an attachment")->capture_default_str();
  program.add_option("--directory", arguments.directory, "Where the data directories are made; it decides what a commit costs")
      ->capture_default_str();
  CLI11_PARSE(program, argc, argv);
  allow_many_connections();
  try {
    fmt::print("{:<58} {:>16} {:>26} {:<7} {}\n", "work", "goal", "here", "", "ODK Central on such a machine");
    for (const auto& [name, row] : rows)
      if (arguments.rows.empty() || std::ranges::find(arguments.rows, name) != arguments.rows.end()) (Table(arguments).*row)();
    return 0;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "endpoint_load: {}\n", failure.what());
    return 1;
  }
}
