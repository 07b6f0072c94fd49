// The program without a window: the same screens through Dear ImGui with nothing to draw on, for scripts and tests.
#pragma once

#include "client/app/program.h"

namespace pilotage::app {

// Runs until the script ends; gives the exit code. Errors: not_found (the script), no_font.
Result<int> run_offscreen(const ProgramOptions& options);

} // namespace pilotage::app
