#include "sync/endpoint/program/password_input.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>

namespace pilotage::endpoint {

namespace {

// What is typed does not show while it lives.
class Unseen {
public:
  Unseen() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;
  ~Unseen() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }

private:
  termios before_{};
  bool changed_ = false;
};

std::string first_line(std::istream& in) {
  std::string line;
  std::getline(in, line);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::string asked(const std::string& question) {
  fmt::print(stderr, "{}", question);
  std::fflush(stderr);
  const Unseen unseen;
  std::string answer = first_line(std::cin);
  fmt::print(stderr, "\n");
  return answer;
}

} // namespace

void add_password_options(CLI::App& command, PasswordInput& input) {
  auto* file = command.add_option("--password-file", input.file, "A file whose first line is the password")->type_name("FILE");
  command.add_flag("--password-stdin", input.from_stdin, "The password is the first line of standard input")->excludes(file);
}

Result<std::string> read_password(const PasswordInput& input, const std::string& whose) {
  if (!input.file.empty()) {
    std::ifstream in(input.file);
    if (!in) return fail(ErrorCode::not_found, "The password file cannot be read.", input.file);
    return first_line(in);
  }
  if (input.from_stdin) return first_line(std::cin);
  if (::isatty(STDIN_FILENO) == 0)
    return fail(ErrorCode::refused, "Nobody is there to type the password. Give --password-file FILE or --password-stdin.");
  std::string password = asked(fmt::format("Password for {}: ", whose));
  if (asked("The same again: ") != password) return fail(ErrorCode::refused, "The two passwords differ. Nothing was changed.");
  return password;
}

} // namespace pilotage::endpoint
