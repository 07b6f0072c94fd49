// pilotctl store: examine the data directory, and write everything in it into plain files.
#pragma once

#include "client/cli/command.h"

namespace pilotage::cli {

void add_store_commands(CLI::App& app, const Globals& globals);

} // namespace pilotage::cli
