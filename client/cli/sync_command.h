// pilotctl sync: send what is finalized.
#pragma once

#include "client/cli/command.h"

namespace pilotage::cli {

void add_sync_command(CLI::App& app, const Globals& globals);

} // namespace pilotage::cli
