// HAProxy in front of two endpoints, with the configuration that docs/deploy gives to hosts: only addresses and the certificate's place are
// replaced.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace pilotage::tests {

class Haproxy {
public:
  static bool installed();

  // `directory` takes its files; `pem` is certificate and key; `rules` stand in the frontend beside those of the example.
  Haproxy(const std::filesystem::path& directory, const std::string& pem, int first_endpoint, int second_endpoint,
          const std::string& rules = {});
  ~Haproxy() { kill(); }
  Haproxy(const Haproxy&) = delete;
  Haproxy& operator=(const Haproxy&) = delete;

  void start();
  void kill(); // SIGKILL
  std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }

private:
  std::filesystem::path config_;
  int port_;
  pid_t process_ = -1;
};

} // namespace pilotage::tests
