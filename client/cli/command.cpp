#include "client/cli/command.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>

#include <unistd.h>

namespace pilotage::cli {

CLI::App& group(CLI::App& app, const std::string& name, const std::string& description) {
  for (CLI::App* known : app.get_subcommands([&](const CLI::App* candidate) { return candidate->get_name() == name; })) return *known;
  return *app.add_subcommand(name, description)->require_subcommand(1);
}

void stop(const Error& error) { stop(error.to_string()); }

void stop(std::string_view message) {
  std::cout.flush();
  std::cerr << "pilotctl: " << message << "\n";
  throw CLI::RuntimeError(1);
}

store::Store open_store(const Globals& globals) {
  return or_stop(store::Store::open(globals.data.empty() ? store::default_data_directory() : std::filesystem::path(globals.data)));
}

namespace {

// No more than the first `most` bytes. `expected` saves growing where the size is known.
std::string read_all(std::istream& in, std::size_t most, std::size_t expected) {
  constexpr std::size_t kPiece = std::size_t{256} * 1024;
  std::string content;
  content.reserve(std::min(expected + kPiece, most)); // the last piece finds the end
  while (in && content.size() < most) {
    const std::size_t size = content.size();
    const std::size_t wanted = std::min(kPiece, most - size);
    content.resize(size + wanted);
    in.read(content.data() + size, static_cast<std::streamsize>(wanted));
    content.resize(size + static_cast<std::size_t>(in.gcount()));
  }
  return content;
}

} // namespace

std::string read_file(const std::string& path, std::size_t most) {
  if (path == "-") return read_all(std::cin, most, 0);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) stop(path + ": this is a folder; name a file");
  std::ifstream in(path, std::ios::binary);
  if (!in) stop(path + ": cannot be read: " + std::strerror(errno) + "; check the name and your rights");
  const std::uintmax_t size = std::filesystem::file_size(path, ignored); // of a pipe: unknown
  return read_all(in, most, ignored ? 0 : static_cast<std::size_t>(size));
}

void write_file(const std::string& path, std::string_view content) {
  if (path == "-") {
    std::cout << content;
    return;
  }
  // Written aside and renamed, so that a full disk leaves the file of the last time as it was.
  // Each process has its own name for it: two conversions may write one itemsets.csv at the same time.
  const std::string aside = path + "." + std::to_string(::getpid()) + ".part";
  std::ofstream out(aside, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out || std::rename(aside.c_str(), path.c_str()) != 0) {
    const std::string reason = std::strerror(errno);
    std::remove(aside.c_str());
    stop(path + ": cannot be written: " + reason + "; choose another place or free some space");
  }
}

} // namespace pilotage::cli
