// The servers that this laptop works for. A project is set up from an ODK settings code (sync/protocol/settings_code.h): the JSON
// that a settings QR code carries. Address and credentials are sealed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/store/ids.h"
#include "client/store/store.h"
#include "sync/uploader/server.h"

namespace pilotage::store {

struct Project {
  ProjectId id{0};
  std::string name;
  std::string server_url; // the OpenRosa base, "https://host/v1/key/<token>/projects/1"
  std::string username;
  std::string password;
  std::string bearer_token;        // in place of username and password
  std::string authority;           // PEM of the only certificate authority that this project trusts; "" trusts those of the system
  std::optional<Error> fault = {}; // its address and credentials cannot be read: damaged, newer_version. The others are as they were.
};

class Projects {
public:
  explicit Projects(Store& store) : store_(store) {}

  // Adds a project, or gives the one at this address (project_address.h) the new credentials; it keeps its name. Another address never
  // takes the place of one that is set up: where its name is taken it becomes "Pilot (2)", unless what that one was is damaged.
  // Questionnaires and responses that belong to no server go to the first project that is added. `authority_pem` wins over the authority in
  // the settings code. Errors: malformed, invalid_value (an address that is none, or plain http to another machine).
  Result<Project> add(std::string_view settings_code, std::string_view authority_pem = {});
  // Adds a project of that name, or moves the one there is: what waits there goes to the new address, all of it, whatever the old one has
  // received. Errors: as add(); conflict where another project is at that address.
  Result<Project> set(std::string_view name, std::string_view settings_code, std::string_view authority_pem = {});
  // Those with a fault too, here and below.
  Result<std::vector<Project>> list() const;
  Result<Project> get(ProjectId id) const;
  // By name. Errors: not_found, which names those there are.
  Result<Project> find(std::string_view name) const;

private:
  Store& store_;
};

// How the uploader reaches the project's server. The authority is put into a file in the data directory for it. Errors: the
// project's fault; io (that file cannot be written).
Result<sync::Server> server_of(const Store& store, const Project& project);

} // namespace pilotage::store
