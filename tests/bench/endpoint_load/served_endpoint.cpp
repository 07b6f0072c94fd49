#include "bench/endpoint_load/served_endpoint.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>

#include "support/throwaway_authority.h"

namespace pilotage::bench {

namespace fs = std::filesystem;

namespace {

// Of an endpoint among those of this process.
int number() {
  static int last = 0;
  return ++last;
}

const std::string kProgram = std::string(PILOTAGE_BIN_DIR) + "/pilotage-endpoint";
constexpr int kQuestions = 60;

// What a command of the program prints.
std::string printed_by(const std::vector<std::string>& arguments) {
  std::string line = kProgram;
  for (const std::string& argument : arguments) line += " '" + argument + "'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(line.c_str(), "r"), &::pclose);
  std::string text;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) text.append(buffer.data(), n);
  if (text.empty()) throw std::runtime_error("it failed: " + line);
  return text;
}

std::string questionnaire() {
  std::string text = "| survey |\n| | type | name | label |\n| | image | photo | Photo |\n";
  for (int i = 0; i < kQuestions; ++i) text += fmt::format("| | text | question_{} | Question {} |\n", i, i);
  return text + "| settings |\n| | form_title | form_id | version |\n| | Load | load | 1 |\n";
}

// Of what answers are cut, so that they differ as people's answers do: some words often, most of them seldom.
std::string many_words() {
  std::mt19937 random(1);
  std::vector<std::string> vocabulary(5000);
  for (std::string& word : vocabulary)
    for (auto letters = 2 + random() % 9; letters > 0; --letters) word += static_cast<char>('a' + random() % 26);
  std::string text;
  while (text.size() < 1'000'000) text += vocabulary[random() % (1 + random() % vocabulary.size())] + ' ';
  return text;
}

} // namespace

ServedEndpoint::ServedEndpoint(const fs::path& directory, Wire wire, const std::string& database, const std::vector<std::string>& options)
    : directory_(directory / fmt::format("endpoint-load-{}-{}", ::getpid(), number())) {
  fs::remove_all(directory_);
  fs::create_directories(directory_);
  make(database);
  serve(wire, options);
}

ServedEndpoint::~ServedEndpoint() {
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

void ServedEndpoint::make(const std::string& database) {
  const std::string data = directory_ / "data";
  std::vector<std::string> init = {"init", "--data", data, "--json"};
  if (!database.empty()) init.insert(init.end(), {"--database", database});
  coordinator_ = nlohmann::json::parse(printed_by(init)).at("coordinator");
  std::ofstream(directory_ / "load.md") << questionnaire();
  publish(directory_ / "load.md");
  collector_ =
      nlohmann::json::parse(printed_by({"token", "create", "--data", data, "--role", "collector", "--name", "load", "--json"})).at("token");
  std::ofstream(directory_ / "cert.pem") << test::throwaway_authority().certificate;
  std::ofstream(directory_ / "key.pem") << test::throwaway_authority().key;
}

void ServedEndpoint::publish(const fs::path& workbook) const { printed_by({"form", "publish", "--data", directory_ / "data", workbook}); }

void ServedEndpoint::serve(Wire wire, const std::vector<std::string>& options) {
  std::vector<std::string> words = {kProgram,   "serve",       "--data",     directory_ / "data",
                                    "--listen", "127.0.0.1:0", "--log-file", directory_ / "log"};
  if (wire == Wire::tls) words.insert(words.end(), {"--cert", directory_ / "cert.pem", "--key", directory_ / "key.pem"});
  words.insert(words.end(), options.begin(), options.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  process_ = ::fork();
  if (process_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(pipe[1], STDOUT_FILENO);
    ::execv(argv.front(), argv.data());
    ::_exit(127);
  }
  ::close(pipe[1]);
  std::string line;
  for (char c = 0; ::read(pipe[0], &c, 1) == 1 && c != '\n';) line += c;
  ::close(pipe[0]);
  if (line.find("http") == std::string::npos) throw std::runtime_error("the endpoint does not start");
  url_ = line.substr(line.find("http"));
}

int ServedEndpoint::port() const { return std::stoi(url_.substr(url_.rfind(':') + 1)); }

double ServedEndpoint::from_status(const std::string& name) const {
  std::ifstream in(fmt::format("/proc/{}/status", process_));
  for (std::string word; in >> word;) {
    if (word != name) continue;
    double kilobytes = 0;
    in >> kilobytes;
    return kilobytes / 1024;
  }
  throw std::runtime_error("the endpoint has ended");
}

void ServedEndpoint::forget_peak() const { std::ofstream(fmt::format("/proc/{}/clear_refs", process_)) << "5"; }

std::string load_response(const std::string& instance_id, std::size_t bytes, const std::string& photo) {
  static const std::string words = many_words();
  static std::atomic<std::size_t> place = 0;                                   // threads make responses too
  const std::size_t each = std::max<std::size_t>(bytes / kQuestions, 41) - 31; // the rest of the bytes is markup
  std::string answers;
  for (int i = 0; i < kQuestions; ++i) {
    const std::size_t at = (place += 7919) % (words.size() - each);
    answers += fmt::format("<question_{0}>{1}</question_{0}>", i, std::string_view(words).substr(at, each));
  }
  return fmt::format("<data id=\"load\" version=\"1\" xmlns:orx=\"http://openrosa.org/xforms\"><photo>{}</photo>{}<orx:meta>"
                     "<orx:instanceID>uuid:{}</orx:instanceID></orx:meta></data>",
                     photo, answers, instance_id);
}

} // namespace pilotage::bench
