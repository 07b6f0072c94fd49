// pilotctl forms: turning workbooks into forms and checking them before anybody fills them in.
#pragma once

#include <CLI/CLI.hpp>

#include "client/cli/command.h"

namespace pilotage::cli {

void add_forms_commands(CLI::App& app, const Globals& globals);

} // namespace pilotage::cli
