#include "e2e/haproxy.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "support/free_port.h"

namespace pilotage::tests {

namespace {

constexpr const char* kHaproxy = "/usr/sbin/haproxy";

void replace_in(std::string& text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  if (at == std::string::npos) throw std::runtime_error("docs/deploy/haproxy.cfg holds no \"" + what + "\"");
  text.replace(at, what.size(), with);
}

} // namespace

bool Haproxy::installed() { return std::filesystem::exists(kHaproxy); }

Haproxy::Haproxy(const std::filesystem::path& directory, const std::string& pem, int first_endpoint, int second_endpoint,
                 const std::string& rules)
    : config_(directory / "haproxy.cfg"), port_(free_port()) {
  std::ifstream in(std::string(PILOTAGE_SOURCE_DIR) + "/docs/deploy/haproxy.cfg");
  std::string config((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  replace_in(config, "bind :443", "bind 127.0.0.1:" + std::to_string(port_));
  replace_in(config, "/etc/haproxy/pilotage.pem", directory / "pilotage.pem");
  replace_in(config, "server one 10.0.0.11:8080", "server one 127.0.0.1:" + std::to_string(first_endpoint));
  replace_in(config, "server two 10.0.0.12:8080", "server two 127.0.0.1:" + std::to_string(second_endpoint));
  replace_in(config, "    default_backend endpoints", rules + "    default_backend endpoints");
  std::ofstream(config_) << config;
  std::ofstream(directory / "pilotage.pem") << pem;
}

void Haproxy::start() {
  process_ = ::fork();
  if (process_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int log = ::open((config_.string() + ".log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execl(kHaproxy, kHaproxy, "-db", "-f", config_.c_str(), nullptr);
  ::_exit(127);
}

void Haproxy::kill() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

} // namespace pilotage::tests
