// What the keyboard, the mouse and the clipboard of a window do, on its way into the input queue.
#pragma once

#include <string>

#include "client/ui/widgets/input_queue.h"

struct GLFWwindow;
struct GLFWcursor;

namespace pilotage::app {

class WindowInput {
public:
  WindowInput(GLFWwindow* window, ui::InputQueue& queue);
  ~WindowInput();
  WindowInput(const WindowInput&) = delete;
  WindowInput& operator=(const WindowInput&) = delete;

  // How many times the usual size the desktop wants everything drawn: 2 on a fine screen.
  float density() const;
  // The cursor that the frame asked for.
  void show_cursor();

private:
  void key(int key, int scancode, int action, int modifiers);
  static WindowInput& of(GLFWwindow* window);

  GLFWwindow* window_;
  ui::InputQueue& queue_;
  GLFWcursor* text_cursor_;
  std::string clipboard_;
};

} // namespace pilotage::app
