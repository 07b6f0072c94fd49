// A folder of this laptop as the screen shows it while a file is chosen. Hidden files are left out.
#pragma once

#include <filesystem>

#include "client/ui/snapshot.h"

namespace pilotage::app {

// What cannot be read is said in the listing's error; the way up stays open.
ui::FolderShown folder_listing(const std::filesystem::path& folder);

// Where choosing begins: the person's own folder.
std::filesystem::path home_folder();

} // namespace pilotage::app
