// A picture of what the window shows, as PNG.
#pragma once

#include <imgui.h>

#include <string>

#include "forms/error.h"

namespace pilotage::app {

// Reads the current OpenGL context, after the frame is drawn and before it is shown. Errors: io.
Result<void> save_screenshot(const std::string& file, ImVec2 size);

} // namespace pilotage::app
