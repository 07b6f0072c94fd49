// pilotctl results: pull submissions from an endpoint, write them as CSV, and sum up the usability scores.
#pragma once

#include "client/cli/command.h"

namespace pilotage::cli {

void add_results_commands(CLI::App& app, const Globals& globals);

} // namespace pilotage::cli
