// An endpoint for the load: the program itself, in a process of its own, on a new data directory with one project, one form and one
// token. Everything goes away with the object. Throws std::runtime_error.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace pilotage::bench {

enum class Wire { plain, tls };

class ServedEndpoint {
public:
  // `directory` decides what reaching the disk costs. `database` is libpq's connection string, "" is SQLite.
  ServedEndpoint(const std::filesystem::path& directory, Wire wire, const std::string& database = {},
                 const std::vector<std::string>& options = {});
  ~ServedEndpoint();
  ServedEndpoint(const ServedEndpoint&) = delete;
  ServedEndpoint& operator=(const ServedEndpoint&) = delete;

  // A workbook, beside the form that it has.
  void publish(const std::filesystem::path& workbook) const;

  const std::string& url() const { return url_; }
  int port() const;
  const std::string& collector() const { return collector_; } // tokens
  const std::string& coordinator() const { return coordinator_; }
  // Of its process, in megabytes: now, and at most since forget_peak().
  double memory() const { return from_status("VmRSS:"); }
  double peak_memory() const { return from_status("VmHWM:"); }
  void forget_peak() const;

private:
  void make(const std::string& database);
  void serve(Wire wire, const std::vector<std::string>& options);
  double from_status(const std::string& name) const;

  std::filesystem::path directory_;
  pid_t process_ = -1;
  std::string url_;
  std::string collector_;
  std::string coordinator_;
};

// The XML of a response to that form, `bytes` long or so; `photo` names its attachment.
std::string load_response(const std::string& instance_id, std::size_t bytes, const std::string& photo = {});

} // namespace pilotage::bench
