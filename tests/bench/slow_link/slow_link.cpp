// slow_link: what it takes to send responses over a link with long round trips and few bytes, with the extensions of our endpoint and as
// plain OpenRosa posts of the same client. The client, the endpoint (the program in a process of its own) and TLS between them are real;
// the link is the tests' proxy, which carries so many bytes a second in each direction and delivers each of them so much later.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "bench/endpoint_load/served_endpoint.h"
#include "bench/slow_link/pilot_responses.h"
#include "support/fault_proxy.h"
#include "support/throwaway_authority.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/uploader/memory_outbox.h"
#include "sync/uploader/openrosa_request.h"
#include "sync/uploader/uploader.h"

using namespace pilotage;
using namespace pilotage::bench;

namespace {

struct Arguments {
  int responses = 1000;
  int plain = 100;
  bool full = false;
  bool words = false;
  int round_trip_ms = 600;
  std::uint64_t kilobits = 256;
  std::string directory = "/var/tmp";
};

struct Sent {
  double seconds = 0;
  double up = 0; // bytes, TLS included
  double down = 0;
  double xml = 0; // of the responses, before they are packed
  double bytes() const { return up + down; }
};

class SlowLink {
public:
  explicit SlowLink(const Arguments& arguments)
      : arguments_(arguments), endpoint_(arguments.directory, Wire::tls),
        ca_(std::filesystem::path(arguments.directory) / fmt::format("slow-link-{}.pem", ::getpid())) {
    std::ofstream(ca_) << test::throwaway_authority().ca;
    if (!arguments.words) endpoint_.publish(std::string(PILOTAGE_SOURCE_DIR) + "/assets/questionnaires/guide-usability.md");
    form_ = form();
  }
  ~SlowLink() { std::filesystem::remove(ca_); }
  SlowLink(const SlowLink&) = delete;
  SlowLink& operator=(const SlowLink&) = delete;

  Sent send(int responses, bool extensions) const {
    tests::FaultProxy link(endpoint_.port(), {.delay = std::chrono::milliseconds(arguments_.round_trip_ms / 2),
                                              .bytes_per_second = arguments_.kilobits * 1000 / 8});
    tests::MemoryOutbox outbox;
    const std::size_t xml = fill(outbox, responses);
    const auto began = std::chrono::steady_clock::now();
    const auto summary = sync::drain_once(outbox, {.id = "bench", .server = server(link.port())}, {.extensions = extensions});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    if (!summary) throw std::runtime_error(summary.error().message);
    if (!summary->failures.empty()) throw std::runtime_error(summary->failures.front().message);
    if (summary->sent != static_cast<std::size_t>(responses)) throw std::runtime_error("not all were sent");
    return {.seconds = took.count(),
            .up = static_cast<double>(link.bytes_up()),
            .down = static_cast<double>(link.bytes_down()),
            .xml = static_cast<double>(xml)};
  }

private:
  const Arguments& arguments_;
  ServedEndpoint endpoint_;
  std::filesystem::path ca_;
  std::string form_;

  sync::Server server(int port) const {
    return {.url = fmt::format("https://127.0.0.1:{}/v1/projects/1", port),
            .auth = sync::AuthKind::bearer,
            .password = endpoint_.collector(),
            .ca_file = ca_};
  }
  // As the client has downloaded it before it went to the field.
  std::string form() const {
    sync::HttpClient client;
    const auto server = this->server(endpoint_.port());
    const auto response = client.send(server, sync::openrosa_request("GET", server.url + "/forms/" + form_id() + ".xml", 0));
    if (!response || response->status != 200) throw std::runtime_error("the form cannot be downloaded");
    return response->body;
  }
  std::string form_id() const { return arguments_.words ? "load" : "guide-usability"; }

  // How many bytes of XML.
  std::size_t fill(tests::MemoryOutbox& outbox, int responses) const {
    PilotResponses pilot(form_);
    outbox.set_form_xml(form_);
    std::size_t bytes = 0;
    for (int n = 0; n < responses; ++n) {
      const std::string id = std::to_string(n);
      const auto response = arguments_.words ? of_words() : pilot.next();
      outbox.add(id, "bench");
      outbox.set_xml(id, response.instance_id, response.xml);
      outbox.set_form(id, form_id(), version());
      bytes += response.xml.size();
    }
    return bytes;
  }
  static PilotResponses::Response of_words() {
    const std::string id = endpoint::new_uuid();
    return {.instance_id = "uuid:" + id, .xml = load_response(id, 3000)};
  }
  // As the form names it.
  std::string version() const {
    const auto form = forms::FormDefinition::parse(form_);
    if (!form) throw std::runtime_error(form.error().message);
    return std::string((*form)->version());
  }
};

void print_row(const char* what, const Sent& sent) {
  fmt::print("{:<44} {:>10.1f} s {:>12.0f} up {:>12.0f} down\n", what, sent.seconds, sent.up, sent.down);
  std::fflush(stdout);
}

void print_ratio(const char* what, double ratio, double goal) {
  fmt::print("{:<44} {:>10} {:>12} {}\n", what, fmt::format("1/{:.1f}", ratio), fmt::format("goal 1/{:.0f}", goal),
             ratio >= goal ? "met" : "MISSED");
}

void compare(const Arguments& arguments) {
  const SlowLink link(arguments);
  fmt::print("{} responses over {} ms round trip, {} kbit/s, TLS\n", arguments.responses, arguments.round_trip_ms, arguments.kilobits);
  const Sent ours = link.send(arguments.responses, true);
  fmt::print("each has {:.0f} bytes of XML on average\n", ours.xml / arguments.responses);
  print_row("batches with the form's dictionary", ours);
  const int count = arguments.full ? arguments.responses : std::min(arguments.plain, arguments.responses);
  Sent plain = link.send(count, false);
  if (count < arguments.responses) {
    print_row(fmt::format("plain posts, {} responses (--full: all)", count).c_str(), plain);
    const double times = static_cast<double>(arguments.responses) / count;
    plain = {.seconds = plain.seconds * times, .up = plain.up * times, .down = plain.down * times};
    print_row(fmt::format("plain posts, {:.0f} times that, not measured", times).c_str(), plain);
  } else {
    print_row("plain posts", plain);
  }
  print_ratio("time", plain.seconds / ours.seconds, 10);
  print_ratio("bytes, both directions", plain.bytes() / ours.bytes(), 8);
}

} // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("What it takes to send responses over a link with long round trips and few bytes.");
  app.add_option("--responses", arguments.responses, "How many")->capture_default_str();
  app.add_option("--plain", arguments.plain, "How many of them as plain posts, which take long; the figures are then multiplied")
      ->capture_default_str();
  app.add_flag("--full", arguments.full, "All of them as plain posts too: 1,000 take a quarter of an hour");
  app.add_flag("--words", arguments.words, "Not the bundled questionnaire but 3 KB of words in 60 text questions, which pack worse");
  app.add_option("--round-trip", arguments.round_trip_ms, "Milliseconds")->capture_default_str();
  app.add_option("--kilobits", arguments.kilobits, "A second, in each direction")->capture_default_str();
  app.add_option("--directory", arguments.directory, "Where the endpoint's data lie meanwhile")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    compare(arguments);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "slow_link: {}\n", failure.what());
    return 1;
  }
  return 0;
}
