// pilotctl responses: fill a questionnaire from a file of answers, list and show responses.
#pragma once

#include "client/cli/command.h"

namespace pilotage::cli {

void add_responses_commands(CLI::App& app, const Globals& globals);

} // namespace pilotage::cli
