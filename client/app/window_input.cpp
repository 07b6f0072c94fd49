#include "client/app/window_input.h"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <cctype>

namespace pilotage::app {

namespace {

// GLFW names letter keys by their place on an American keyboard; Ctrl+A is the A that is printed on this one.
int key_by_letter(int key, int scancode) {
  if (key < GLFW_KEY_A || key > GLFW_KEY_Z) {
    const bool letter_place = key == GLFW_KEY_SEMICOLON || key == GLFW_KEY_COMMA;
    if (!letter_place) return key;
  }
  const char* name = glfwGetKeyName(key, scancode);
  if (name == nullptr || name[0] == '\0' || name[1] != '\0' || std::isalpha(static_cast<unsigned char>(name[0])) == 0) return key;
  return std::toupper(static_cast<unsigned char>(name[0]));
}

} // namespace

WindowInput& WindowInput::of(GLFWwindow* window) { return *static_cast<WindowInput*>(glfwGetWindowUserPointer(window)); }

WindowInput::WindowInput(GLFWwindow* window, ui::InputQueue& queue)
    : window_(window), queue_(queue), text_cursor_(glfwCreateStandardCursor(GLFW_IBEAM_CURSOR)) {
  glfwSetWindowUserPointer(window, this);
  glfwSetKeyCallback(window,
                     [](GLFWwindow* w, int key, int scancode, int action, int modifiers) { of(w).key(key, scancode, action, modifiers); });
  glfwSetCharCallback(window, [](GLFWwindow* w, unsigned int character) { of(w).queue_.character(character); });
  glfwSetScrollCallback(window, [](GLFWwindow* w, double, double lines) { of(w).queue_.wheel(static_cast<float>(lines)); });
  glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int button, int action, int) {
    if (button == GLFW_MOUSE_BUTTON_LEFT) of(w).queue_.mouse_button(action == GLFW_PRESS);
  });
  glfwSetCursorPosCallback(window, [](GLFWwindow* w, double x, double y) {
    int width = 1;
    int pixels = 1;
    glfwGetWindowSize(w, &width, nullptr);
    glfwGetFramebufferSize(w, &pixels, nullptr);
    const double ratio = static_cast<double>(pixels) / std::max(1, width);
    of(w).queue_.mouse_moved({static_cast<float>(x * ratio), static_cast<float>(y * ratio)});
  });
  ImGuiIO& io = ImGui::GetIO();
  io.ClipboardUserData = this;
  io.SetClipboardTextFn = [](void* self, const char* text) { glfwSetClipboardString(static_cast<WindowInput*>(self)->window_, text); };
  io.GetClipboardTextFn = [](void* self) -> const char* {
    auto& input = *static_cast<WindowInput*>(self);
    const char* text = glfwGetClipboardString(input.window_);
    input.clipboard_ = text == nullptr ? "" : text;
    return input.clipboard_.c_str();
  };
}

WindowInput::~WindowInput() {
  if (text_cursor_ != nullptr) glfwDestroyCursor(text_cursor_);
}

void WindowInput::key(int key, int scancode, int action, int modifiers) {
  if (key < 0 || key >= 512) return;
  const auto named = static_cast<ui::Key>(key_by_letter(key, scancode));
  const ui::Modifiers with{(modifiers & GLFW_MOD_CONTROL) != 0, (modifiers & GLFW_MOD_SHIFT) != 0, (modifiers & GLFW_MOD_ALT) != 0};
  // A key that is held comes again and again: for the queue it goes up and down.
  if (action == GLFW_REPEAT) queue_.key(named, false, with);
  queue_.key(named, action != GLFW_RELEASE, with);
}

float WindowInput::density() const {
  float across = 1;
  float down = 1;
  glfwGetWindowContentScale(window_, &across, &down);
  return std::clamp(std::max(across, down), 1.0F, 3.0F);
}

void WindowInput::show_cursor() { glfwSetCursor(window_, ImGui::GetMouseCursor() == ImGuiMouseCursor_TextInput ? text_cursor_ : nullptr); }

} // namespace pilotage::app
