#include "client/app/virtual_display.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>

namespace pilotage::tests {

namespace {

// Xvfb writes the number that it took, and a line's end, once it takes connections.
std::string read_line(int descriptor) {
  std::string line;
  for (char c = 0; ::read(descriptor, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

} // namespace

bool VirtualDisplay::available() {
  const bool found = std::system("command -v Xvfb >/dev/null 2>&1") == 0;
  if (!found) MESSAGE("skipped: Xvfb is not installed (scripts/install run)");
  return found;
}

VirtualDisplay::VirtualDisplay(const std::string& size, const std::vector<std::string>& options) {
  std::array<int, 2> number{};
  REQUIRE(::pipe(number.data()) == 0);
  ::fcntl(number[0], F_SETFD, FD_CLOEXEC);
  // Without -noreset the display starts afresh when its last window goes.
  std::vector<std::string> words = {"Xvfb", "-displayfd", std::to_string(number[1]), "-screen", "0", size + "x24", "-nolisten",
                                    "tcp",  "-noreset"};
  words.insert(words.end(), options.begin(), options.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  server_ = ::fork();
  REQUIRE(server_ >= 0);
  if (server_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (const int nowhere = ::open("/dev/null", O_WRONLY); nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
    ::execvp(argv.front(), argv.data());
    ::_exit(127);
  }
  ::close(number[1]);
  const std::string taken = read_line(number[0]);
  ::close(number[0]);
  REQUIRE_FALSE(taken.empty());
  name_ = ":" + taken;
}

VirtualDisplay::~VirtualDisplay() {
  ::kill(server_, SIGTERM);
  ::waitpid(server_, nullptr, 0);
}

} // namespace pilotage::tests
