// A host's place on one of the databases, worked on with the program alone: an empty database, files to serve with, and commands whose
// output is searched for passwords.
#pragma once

#include <string>
#include <vector>

#include "sync/endpoint/campaign.h"
#include "sync/endpoint/server_process.h"

namespace pilotage::test {

// With a line that says so where PostgreSQL is not installed.
bool postgres_is_here();

struct Site {
  enum class On { sqlite, postgres }; // PostgreSQL over TCP, where the server wants a password
  explicit Site(On on);

  std::string path(const std::string& name) const { return (directory.path() / name).string(); }
  void write(const std::string& name, std::string_view text) const;
  std::string read(const std::string& name) const;
  // "init" and its like on the data directory of this name; `storage` says where it is to be kept.
  std::vector<std::string> storage_options() const;
  Run init(const std::string& data = "data", const std::vector<std::string>& more = {"--project", "Pilot", "--json"}) const;
  // A command that must succeed.
  Run run(std::vector<std::string> command, const std::string& data = "data") const;
  // One that must not: what it says on standard error.
  std::string refusal(std::vector<std::string> command, const std::string& data = "data") const;
  // The form "visit", version 1, with a text and a photo.
  void publish_visit() const;
  // Another empty database, for what is made next.
  void take_new_database();

  TemporaryDirectory directory;
  On on;
  std::string connection;

private:
  static std::vector<std::string> on_data(std::vector<std::string> command, const std::string& directory);
};

struct SiteServer : ServerProcess {
  explicit SiteServer(const Site& site, const std::string& data = "data")
      : ServerProcess(site.path(data), site.path("cert.pem"), site.path("key.pem")) {}
};

HttpClient with_token(const std::string& token);
// A visit with this number; its photo, if it has one, holds "bytes of NAME".
int post_visit(HttpClient& client, const std::string& url, int number, const std::string& photo = "");

} // namespace pilotage::test
