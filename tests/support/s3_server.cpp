#include "support/s3_server.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

namespace pilotage::tests {

namespace fs = std::filesystem;

namespace {

// The endpoint's tests run as several programs at once: one installs, the others wait for it (flock).
bool shell_succeeds(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()) == 0; }

const fs::path& s3_folder() {
  static const fs::path folder = fs::path(PILOTAGE_BIN_DIR).parent_path() / "s3_server";
  return folder;
}

bool s3_is_installed() {
  const fs::path source = fs::path(PILOTAGE_SOURCE_DIR) / "tests/support/s3_server";
  fs::create_directories(s3_folder());
  const std::string folder = "'" + s3_folder().string() + "'";
  const std::string install = "cp '" + source.string() +
                              "'/* . && cmp -s package-lock.json installed || "
                              "(npm ci --prefer-offline --no-audit --no-fund && cp package-lock.json installed)";
  return shell_succeeds("cd " + folder + " && flock . sh -c \"" + install + "\"");
}

} // namespace

bool S3Server::available() {
  static const bool kThere = [] {
    if (!shell_succeeds("node --version && npm --version")) {
      MESSAGE("node and npm are not installed (scripts/install test): buckets are left out");
      return false;
    }
    const bool installed = s3_is_installed();
    if (!installed && !shell_succeeds("npm ping")) {
      MESSAGE("npm cannot reach its registry: buckets are left out");
      return false;
    }
    REQUIRE(installed);
    return true;
  }();
  return kThere;
}

S3Server::S3Server(const std::string& certificate, const std::string& key) : certificate_(certificate), key_(key) { start(); }

S3Server::~S3Server() { kill(); }

void S3Server::start() {
  int pipe[2];
  REQUIRE(::pipe2(pipe, O_CLOEXEC) == 0);
  const std::string data = directory_ / "data";
  const std::string port = std::to_string(port_);
  // It makes the tokens of long lists with DES, which OpenSSL has only on request.
  std::vector<const char*> argv = {"node", "--openssl-legacy-provider", "serve.js", data.c_str(), port.c_str()};
  if (!certificate_.empty()) argv.insert(argv.end(), {certificate_.c_str(), key_.c_str()});
  argv.push_back(nullptr);
  process_ = ::fork();
  if (process_ == 0) {
    ::dup2(pipe[1], STDOUT_FILENO);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::chdir(s3_folder().c_str()) == 0) ::execvp("node", const_cast<char**>(argv.data()));
    ::_exit(127);
  }
  ::close(pipe[1]);
  std::string line;
  for (char c = 0; ::read(pipe[0], &c, 1) == 1 && c != '\n';) line += c;
  ::close(pipe[0]);
  REQUIRE_FALSE(line.empty());
  port_ = std::stoi(line);
}

void S3Server::kill() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

std::string S3Server::address(const std::string& bucket) const {
  return std::string(certificate_.empty() ? "http" : "https") + "://127.0.0.1:" + std::to_string(port_) + "/" + bucket;
}

fs::path S3Server::file_of(const std::string& key) const { return directory_ / "data" / "pilotage" / (key + "._S3rver_object"); }

std::size_t S3Server::unfinished_uploads() const {
  std::error_code none;
  const fs::directory_iterator uploads(directory_ / "data" / "pilotage" / "._S3rver_uploads", none);
  return none ? 0 : static_cast<std::size_t>(std::distance(begin(uploads), end(uploads)));
}

void S3Server::refuse(const std::string& pattern, int status, const std::string& code) const {
  std::ofstream(directory_ / "refusal.new") << pattern << "\n" << status << "\n" << code << "\n";
  fs::rename(directory_ / "refusal.new", directory_ / "refusal");
}

void S3Server::refuse_nothing() const { fs::remove(directory_ / "refusal"); }

} // namespace pilotage::tests
