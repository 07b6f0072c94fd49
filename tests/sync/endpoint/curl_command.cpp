#include "sync/endpoint/curl_command.h"

#include <doctest/doctest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

#include "support/throwaway_authority.h"

namespace pilotage::test {

namespace {

std::string text_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The last of the answers whose headers curl has written down (a "100 Continue" may stand before it).
Answer answer_in(const std::string& headers) {
  Answer answer;
  std::istringstream lines(headers);
  for (std::string line; std::getline(lines, line);) {
    while (line.ends_with('\r')) line.pop_back();
    if (line.starts_with("HTTP/")) {
      answer = Answer{};
      answer.status = std::stoi(line.substr(line.find(' ') + 1));
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::string name = line.substr(0, colon);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    answer.headers[name] = line.substr(line.find_first_not_of(' ', colon + 1));
  }
  return answer;
}

} // namespace

CurlCommand::CurlCommand(const TemporaryDirectory& directory) : directory_(directory) {
  static_cast<void>(file("ca.pem", throwaway_authority().ca));
}

std::string CurlCommand::file(const std::string& name, std::string_view content) const {
  const std::string path = (directory_.path() / name).string();
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

Answer CurlCommand::run(const std::vector<std::string>& arguments) const {
  const std::string headers = (directory_.path() / "headers").string();
  const std::string body = (directory_.path() / "body").string();
  for (const std::string& old : {headers, body}) std::filesystem::remove(old);
  std::vector<std::string> all = {"curl",          "--silent", "--cacert", (directory_.path() / "ca.pem").string(),
                                  "--dump-header", headers,    "--output", body};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& argument : all) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t child = -1;
  REQUIRE(::posix_spawnp(&child, "curl", nullptr, nullptr, argv.data(), environ) == 0);
  int status = 0;
  ::waitpid(child, &status, 0);
  Answer answer = answer_in(text_of(headers));
  answer.whole = status == 0;
  answer.body = text_of(body);
  return answer;
}

} // namespace pilotage::test
