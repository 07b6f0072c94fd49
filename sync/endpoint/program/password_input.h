// Where a command takes a password from: a file, standard input, or a prompt that shows nothing. Never the command line, which every user
// of the machine can read.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

#include "forms/error.h"

namespace pilotage::endpoint {

struct PasswordInput {
  std::string file;
  bool from_stdin = false;
};
void add_password_options(CLI::App& command, PasswordInput& input);

// The first line of what was given. Errors: not_found (no such file), refused (nobody is there to type, or the two tries differ).
Result<std::string> read_password(const PasswordInput& input, const std::string& whose);

} // namespace pilotage::endpoint
