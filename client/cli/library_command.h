// pilotctl forms install, download, list: the questionnaires on this laptop.
#pragma once

#include "client/cli/command.h"

namespace pilotage::cli {

void add_library_commands(CLI::App& app, const Globals& globals);

} // namespace pilotage::cli
