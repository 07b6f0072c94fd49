#include "client/app/folder_listing.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace pilotage::app {

namespace fs = std::filesystem;

namespace {

std::optional<ui::FolderShown::Entry> entry_of(const fs::directory_entry& found) {
  const std::string name = found.path().filename().string();
  std::error_code failed;
  const bool folder = found.is_directory(failed);
  if (failed || name.starts_with('.') || (!folder && !found.is_regular_file(failed))) return std::nullopt;
  const auto bytes = folder ? 0 : found.file_size(failed);
  return ui::FolderShown::Entry{
      .name = name, .path = found.path().string(), .folder = folder, .bytes = failed ? 0 : static_cast<std::int64_t>(bytes)};
}

} // namespace

fs::path home_folder() {
  const char* home = std::getenv("HOME");
  return home != nullptr && *home != '\0' ? fs::path(home) : fs::path("/");
}

ui::FolderShown folder_listing(const fs::path& folder) {
  ui::FolderShown shown{.ref = "", .path = folder.string(), .parent = "", .home = home_folder().string()};
  if (folder.has_parent_path() && folder.parent_path() != folder) shown.parent = folder.parent_path().string();
  std::error_code failed;
  for (auto at = fs::directory_iterator(folder, failed); !failed && at != fs::directory_iterator(); at.increment(failed))
    if (auto entry = entry_of(*at)) shown.entries.push_back(std::move(*entry));
  if (failed) shown.error = Error{.code = ErrorCode::permission, .message = "This folder cannot be read.", .where = folder.string()};
  std::ranges::sort(shown.entries,
                    [](const auto& a, const auto& b) { return std::tuple(!a.folder, a.name) < std::tuple(!b.folder, b.name); });
  return shown;
}

} // namespace pilotage::app
