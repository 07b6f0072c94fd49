// pilotage-endpoint serve: runs until SIGTERM or SIGINT.
#include <fmt/format.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>

#include "sync/endpoint/endpoint.h"
#include "sync/endpoint/endpoint_config.h"
#include "sync/endpoint/program/command.h"

namespace pilotage::endpoint {

namespace {

struct ServeArguments {
  std::string data;
  std::string config_file;
  EndpointConfig config; // what the command line says; it goes before the file
};

// Blocks the signals that end the server in this thread and all that it starts, and waits for one of them.
class EndSignal {
public:
  EndSignal() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  void wait() const {
    int received = 0;
    sigwait(&signals_, &received);
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

int serve(const ServeArguments& arguments) {
  const EndSignal end;
  allow_many_files();
  std::signal(SIGPIPE, SIG_IGN); // a client that hangs up is no reason to die
  auto config = arguments.config_file.empty() ? Result<EndpointConfig>(EndpointConfig{}) : read_config_file(arguments.config_file);
  if (!config) return report(config.error());
  config->take(arguments.config);
  auto options = config->options();
  if (!options) return report(options.error());
  auto log = EventLog::open(config->log_file.value_or(""));
  if (!log) return report(log.error());
  auto data = DataDirectory::open(arguments.data);
  if (!data) return report(data.error());
  auto endpoint = Endpoint::start(std::move(*options), std::move(*data), std::move(*log));
  if (!endpoint) return report(endpoint.error());
  fmt::print("listening on {}\n", (*endpoint)->url());
  std::fflush(stdout);
  end.wait();
  (*endpoint)->stop();
  return 0;
}

} // namespace

void add_serve(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<ServeArguments>();
  CLI::App* command =
      program.add_subcommand("serve", "Serve a data directory over HTTPS until SIGTERM or SIGINT; then finish what was accepted and end.\n"
                                      "Prints one line when it listens: listening on https://ADDRESS:PORT");
  add_data_option(*command, arguments->data);
  command->add_option("--listen", arguments->config.listen, "Address and port; port 0 takes any free one (default 127.0.0.1:8443)")
      ->type_name("ADDRESS:PORT");
  command->add_option("--cert", arguments->config.certificate_file, "The server's certificate and its chain, PEM")->type_name("FILE");
  command->add_option("--key", arguments->config.key_file, "The certificate's private key, PEM")->type_name("FILE");
  command
      ->add_option("--config", arguments->config_file,
                   "Settings as JSON; what the command line says goes before:\n" + config_documentation())
      ->type_name("FILE");
  command->callback([arguments, &chosen] { chosen = [arguments] { return serve(*arguments); }; });
}

} // namespace pilotage::endpoint
