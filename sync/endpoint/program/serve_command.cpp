// pilotage-endpoint serve: runs until SIGTERM or SIGINT; SIGHUP makes it read its certificate again.
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "sync/endpoint/endpoint.h"
#include "sync/endpoint/endpoint_config.h"
#include "sync/endpoint/program/command.h"

namespace pilotage::endpoint {

namespace {

struct ServeArguments {
  std::string config_file;
  bool only_check = false;
  EndpointConfig config; // what the command line says; it goes before the file
};

// Blocks the signals that mean something to the server in this thread and all that it starts, and waits for the next one.
class ServeSignals {
public:
  ServeSignals() {
    sigemptyset(&signals_);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals_, signal);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  int next() const {
    int received = 0;
    sigwait(&signals_, &received);
    return received;
  }

private:
  sigset_t signals_{};
};

// A connection is an open file, and so is an attachment on its way: takes as many as the system lets this process have.
void allow_many_files() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

// Memory that one piece of work frees is kept for the next, not given back to the system: a page that comes back from it is a page fault
// in the midst of work (several microseconds in a virtual machine), and batches and tables are hundreds of pages each.
void keep_freed_memory() {
  constexpr int kMegabyte = 1 << 20;
  mallopt(M_TRIM_THRESHOLD, 8 * kMegabyte); // free memory at the end of an arena
  mallopt(M_MMAP_THRESHOLD, 4 * kMegabyte); // blocks that are the system's from the beginning
  mallopt(M_TOP_PAD, kMegabyte);            // what an arena grows by at least
}

// The file, and the command line before it.
Result<EndpointConfig> read_settings(const ServeArguments& arguments) {
  auto config = arguments.config_file.empty() ? Result<EndpointConfig>(EndpointConfig{}) : read_config_file(arguments.config_file);
  if (!config) return config;
  config->take(arguments.config);
  if (!config->data)
    return fail(ErrorCode::invalid_value, "Say where the data directory is: --data DIR, or data = \"DIR\" in the settings file.");
  return config;
}

// Whether this user can write it, or make it and what it lies in. Nothing is made: the one who checks need not be the one who serves.
bool can_be_written(const std::filesystem::path& path) {
  std::error_code none;
  if (std::filesystem::is_regular_file(path, none)) return ::access(path.c_str(), W_OK) == 0;
  std::filesystem::path stands = std::filesystem::absolute(path, none);
  while (stands.has_relative_path() && !std::filesystem::exists(stands, none)) stands = stands.parent_path();
  return std::filesystem::is_directory(stands, none) && ::access(stands.c_str(), W_OK | X_OK) == 0;
}

Result<void> check_places(const EndpointConfig& config) {
  std::error_code none;
  const std::filesystem::path uploads =
      config.uploads.value_or("").empty() ? uploads_in(*config.data) : std::filesystem::path(*config.uploads);
  if (!can_be_written(uploads) || std::filesystem::is_regular_file(uploads, none))
    return config.mistake("uploads", {ErrorCode::permission,
                                      "Uploads cannot be kept there. Choose another directory (uploads), or give this one to this user.",
                                      uploads.string()});
  const std::string log = config.log_file.value_or("");
  if (!log.empty() && (!can_be_written(log) || std::filesystem::is_directory(log, none)))
    return config.mistake(
        "log_file",
        {ErrorCode::permission, "The log file cannot be written. Choose another one (log_file), or give its directory to this user.", log});
  return {};
}

// All that serve() would refuse, but for a port that is taken: it may be by the server that runs.
int check_settings(const EndpointConfig& config, const EndpointOptions& options) {
  if (!options.server.certificate.empty())
    if (auto fit = check_certificate(options.server.certificate, options.server.key); !fit)
      return report(config.mistake("certificate", fit.error()).error());
  if (auto checked = check_places(config); !checked) return report(checked.error());
  const auto older = DataDirectory::is_older(*config.data);
  if (!older) return report(config.mistake("data", older.error()).error());
  fmt::print("the settings are in order{}\n", *older ? "; the database is of an earlier version, which serve will bring to this one" : "");
  return 0;
}

// A mistake in the new files leaves the certificate in use as it is.
void renew_certificate(Endpoint& endpoint, const ServeArguments& arguments, const EventLog& log) {
  const auto renewed = [&]() -> Result<void> {
    const auto config = read_settings(arguments);
    if (!config) return std::unexpected(config.error());
    const auto options = config->options();
    if (!options) return std::unexpected(options.error());
    return endpoint.replace_certificate(options->server.certificate, options->server.key);
  }();
  if (renewed) return log.write(LogLevel::info, "certificate renewed");
  log.write(LogLevel::error, "certificate not renewed", {{"message", renewed.error().message}, {"where", renewed.error().where}});
}

int serve(const ServeArguments& arguments) {
  const ServeSignals signals;
  allow_many_files();
  keep_freed_memory();
  std::signal(SIGPIPE, SIG_IGN); // a client that hangs up is no reason to die
  const auto config = read_settings(arguments);
  if (!config) return report(config.error());
  auto options = config->options();
  if (!options) return report(options.error());
  if (arguments.only_check) return check_settings(*config, *options);
  const auto log = EventLog::open(config->log_file.value_or(""));
  if (!log) return report(config->mistake("log_file", log.error()).error());
  auto data = DataDirectory::open(*config->data);
  if (!data) return report(config->mistake("data", data.error()).error());
  auto endpoint = Endpoint::start(std::move(*options), std::move(*data), *log);
  if (!endpoint) return report(endpoint.error());
  fmt::print("listening on {}\n", (*endpoint)->url());
  std::fflush(stdout);
  while (signals.next() == SIGHUP) renew_certificate(**endpoint, arguments, *log);
  (*endpoint)->stop();
  return 0;
}

// "idle_seconds" as --idle-seconds.
std::string option_name(const EndpointSetting& setting) {
  std::string name = setting.name;
  std::ranges::replace_if(name, [](char c) { return c == '_' || c == '.'; }, '-');
  return "--" + name + (name == "certificate" ? ",--cert" : "");
}

std::string as_sentence(std::string text) {
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text;
}

void add_setting(CLI::App& command, const EndpointSetting& setting, EndpointConfig& config) {
  CLI::Option* option = std::visit(
      [&](auto member) { return command.add_option(option_name(setting), config.*member, as_sentence(setting.what)); }, setting.member);
  option->type_name(setting.kind);
  if (setting.most > 0) option->check(CLI::Range(setting.least, setting.most));
}

} // namespace

void add_serve(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<ServeArguments>();
  CLI::App* command = program.add_subcommand(
      "serve",
      "Serve a data directory over HTTPS until SIGTERM or SIGINT; then finish what was accepted and end. SIGHUP makes it read its\n"
      "certificate and key again, for the connections from then on. Prints one line when it listens:\n"
      "listening on https://ADDRESS:PORT");
  command
      ->add_option("--config", arguments->config_file,
                   "Settings as TOML: idle_seconds = 60 is --idle-seconds 60, and so on; what the command line says goes before")
      ->type_name("FILE");
  command->add_flag("--check-config", arguments->only_check, "Only say whether the settings, the certificate and the data are in order");
  for (const EndpointSetting& setting : endpoint_settings()) add_setting(*command, setting, arguments->config);
  command->callback([arguments, &chosen] { chosen = [arguments] { return serve(*arguments); }; });
}

} // namespace pilotage::endpoint
