// What the command groups of pilotctl share. A command does its work in its CLI11 callback; where it fails it calls stop(), which
// prints a plain sentence on the standard error and ends the program with a non-zero exit status.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>
#include <utility>

#include "client/store/store.h"
#include "forms/error.h"

namespace pilotage::cli {

// Options that stand before the command.
struct Globals {
  std::string data; // --data; "" is the default directory
};

// The group of that name ("forms"), made where it is not there yet, so that several files can add to one group.
CLI::App& group(CLI::App& app, const std::string& name, const std::string& description);

[[noreturn]] void stop(const Error& error);
[[noreturn]] void stop(std::string_view message);

template <typename T>
T or_stop(Result<T> result) {
  if (!result) stop(result.error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// The store in --data. Stops where it cannot be opened.
store::Store open_store(const Globals& globals);

// A whole file, or the standard input for "-". Stops where it cannot be read.
std::string read_file(const std::string& path, std::size_t most = std::string::npos); // no more than the first `most` bytes
void write_file(const std::string& path, std::string_view content);

} // namespace pilotage::cli
