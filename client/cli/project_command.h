// pilotctl project: the servers that this laptop works for.
#pragma once

#include "client/cli/command.h"

namespace pilotage::cli {

void add_project_commands(CLI::App& app, const Globals& globals);

} // namespace pilotage::cli
