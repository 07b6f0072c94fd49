// pilotctl responses new: fill a questionnaire from a file of answers.
#pragma once

#include "client/cli/command.h"

namespace pilotage::cli {

void add_fill_command(CLI::App& app, const Globals& globals);

} // namespace pilotage::cli
