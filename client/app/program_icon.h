// The program's picture in task bars and window lists.
#pragma once

struct GLFWwindow;

namespace pilotage::app {

void set_program_icon(GLFWwindow* window);

} // namespace pilotage::app
