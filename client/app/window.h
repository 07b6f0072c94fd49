// The program in a window: GLFW 3.3 and OpenGL 3. Drawn on demand: without input and without news it waits and uses no processor time.
#pragma once

#include "client/app/program.h"

namespace pilotage::app {

// Runs until the window is closed or the script ends; gives the exit code. Errors: no_display (no display, or no OpenGL 3, each with what
// to do), no_font, not_found (the script).
Result<int> run_window(const ProgramOptions& options);

} // namespace pilotage::app
