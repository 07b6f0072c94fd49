#include "client/app/project_servers.h"

#include "client/store/projects.h"

namespace pilotage::app {

Result<std::vector<ProjectServer>> project_servers(const std::filesystem::path& data) {
  auto store = store::Store::open(data, {.verify = false});
  if (!store) return std::unexpected(store.error());
  auto projects = store::Projects(*store).list();
  if (!projects) return std::unexpected(projects.error());
  std::vector<ProjectServer> found;
  for (const store::Project& project : *projects) found.push_back({project.id, project.name, store::server_of(*store, project)});
  return found;
}

} // namespace pilotage::app
