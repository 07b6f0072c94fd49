#include "client/cli/pilotctl.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

extern char** environ;

namespace pilotage::tests {

namespace {

std::string content_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// How large a file may grow, for a while; 0 changes nothing.
class FileLimit {
public:
  explicit FileLimit(std::uint64_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    if (bytes == 0) return;
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileLimit() { setrlimit(RLIMIT_FSIZE, &before_); }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;

private:
  rlimit before_{};
};

// Ours, but in English, and with a temporary directory in the test's folder.
std::vector<std::string> environment(const std::string& temporary) {
  std::vector<std::string> entries = {"LC_ALL=C.UTF-8", "TMPDIR=" + temporary};
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!text.starts_with("LC_ALL=") && !text.starts_with("TMPDIR=")) entries.emplace_back(text);
  }
  return entries;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> result;
  result.reserve(words.size() + 1);
  for (std::string& word : words) result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

} // namespace

Run Pilotctl::run(const std::vector<std::string>& arguments, std::uint64_t file_limit) const {
  std::vector<std::string> words = {PILOTAGE_BIN_DIR "/pilotctl", "--data", path("data")};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::filesystem::create_directory(path("temporary"));
  std::vector<std::string> variables = environment(path("temporary"));
  const std::string out = path("stdout"), err = path("stderr");
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&files, 2, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t child = 0;
  const FileLimit limit(file_limit); // the child has it from us
  const int spawned = posix_spawn(&child, words.front().c_str(), &files, nullptr, pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&files);
  REQUIRE(spawned == 0);
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  return {
      .status = WIFEXITED(status) ? WEXITSTATUS(status) : -1, .out = content_of(out), .err = content_of(err), .peak_kib = usage.ru_maxrss};
}

std::string Pilotctl::write(const std::string& name, std::string_view content) const {
  std::ofstream(path(name), std::ios::binary) << content;
  return path(name);
}

std::string Pilotctl::read(const std::string& name) const { return content_of(path(name)); }

} // namespace pilotage::tests
