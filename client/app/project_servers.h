// The servers of the projects with what proves who we are. Reads a store of its own, so that any thread may ask.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "client/store/ids.h"
#include "sync/uploader/server.h"

namespace pilotage::app {

struct ProjectServer {
  store::ProjectId project{0};
  std::string name;
  Result<sync::Server> server; // an Error is this project's own: what this laptop knows about its server cannot be used
};

Result<std::vector<ProjectServer>> project_servers(const std::filesystem::path& data);

} // namespace pilotage::app
