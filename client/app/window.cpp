#include "client/app/window.h"

#include <GLFW/glfw3.h>
#include <backends/imgui_impl_opengl3.h>

#include <memory>
#include <string>

#include "client/app/program_icon.h"
#include "client/app/screenshot.h"
#include "client/app/window_input.h"

namespace pilotage::app {

namespace {

std::string& glfw_trouble() {
  static std::string message;
  return message;
}

// GLFW and its window, closed in order.
class Window {
public:
  static Result<std::unique_ptr<Window>> open();
  ~Window() {
    if (handle_ != nullptr) glfwDestroyWindow(handle_);
    glfwTerminate();
  }
  Window() = default;
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  GLFWwindow* handle() const { return handle_; }

private:
  GLFWwindow* handle_ = nullptr;
};

Result<std::unique_ptr<Window>> Window::open() {
  glfwSetErrorCallback([](int, const char* message) { glfw_trouble() = message; });
  if (glfwInit() != GLFW_TRUE)
    return fail(ErrorCode::no_display,
                "No display was found. Start Pilotage from a desktop session, or under Xvfb: \"xvfb-run -a pilotage\". For scripts without "
                "a display there is --offscreen.",
                glfw_trouble());
  auto window = std::make_unique<Window>();
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 0);
  glfwWindowHintString(GLFW_X11_CLASS_NAME, "pilotage");
  glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "pilotage");
  window->handle_ = glfwCreateWindow(1280, 800, "Pilotage", nullptr, nullptr);
  if (window->handle_ == nullptr)
    return fail(ErrorCode::no_display,
                "OpenGL 3 could not be started. Install the graphics driver, or software drawing with \"sudo apt-get install "
                "libgl1-mesa-dri\" and set LIBGL_ALWAYS_SOFTWARE=1.",
                glfw_trouble());
  glfwMakeContextCurrent(window->handle_);
  glfwSwapInterval(1);
  glfwSetWindowSizeLimits(window->handle_, 640, 480, GLFW_DONT_CARE, GLFW_DONT_CARE);
  set_program_icon(window->handle_);
  return window;
}

// The renderer of Dear ImGui on the window's context.
class Renderer {
public:
  static Result<std::unique_ptr<Renderer>> start() {
    if (!ImGui_ImplOpenGL3_Init("#version 130") || !ImGui_ImplOpenGL3_CreateDeviceObjects())
      return fail(ErrorCode::no_display, "OpenGL 3 could not be started: its drawing functions are missing. Update the graphics driver.");
    return std::make_unique<Renderer>();
  }
  Renderer() = default;
  ~Renderer() { ImGui_ImplOpenGL3_Shutdown(); }
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  // The font atlas anew: it happens at the start and when the size of text changes. Shaders and buffers stay as they are.
  static void upload_fonts() {
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
  }
  static void draw(GLFWwindow* window) {
    int width = 0;
    int height = 0;
    glfwGetFramebufferSize(window, &width, &height);
    glViewport(0, 0, width, height);
    glClearColor(0.957F, 0.965F, 0.973F, 1.0F);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  }
};

ImVec2 size_of(GLFWwindow* window) {
  int width = 0;
  int height = 0;
  glfwGetFramebufferSize(window, &width, &height);
  return {static_cast<float>(width), static_cast<float>(height)};
}

void wait_for_events(double seconds) {
  if (seconds == 0)
    glfwPollEvents();
  else if (seconds < 0)
    glfwWaitEvents();
  else
    glfwWaitEventsTimeout(seconds);
}

} // namespace

Result<int> run_window(const ProgramOptions& options) {
  auto window = Window::open();
  if (!window) return std::unexpected(window.error());
  GLFWwindow* handle = (*window)->handle();
  ProgramHooks hooks{
      .wake = [] { glfwPostEmptyEvent(); },
      .screenshot =
          [handle](const std::string& file) {
            Renderer::draw(handle);
            return save_screenshot(file, size_of(handle));
          },
      .resize = [handle](int width, int height) { glfwSetWindowSize(handle, width, height); },
  };
  auto program = Program::open(options, std::move(hooks));
  if (!program) return std::unexpected(program.error());
  auto renderer = Renderer::start();
  if (!renderer) return std::unexpected(renderer.error());
  ui::Stage& stage = (*program)->stage();
  stage.on_fonts(&Renderer::upload_fonts);
  WindowInput input(handle, stage.input());
  while (!(*program)->ended()) {
    const ImVec2 size = size_of(handle);
    if (size.x > 0 && size.y > 0) {
      stage.set_density(input.density());
      if (auto drawn = (*program)->frame(size); !drawn) return std::unexpected(drawn.error());
      Renderer::draw(handle);
      input.show_cursor();
      glfwSwapBuffers(handle);
    }
    if (glfwWindowShouldClose(handle) == GLFW_TRUE) (*program)->close();
    // A window that is shut away is drawn when it comes back.
    const bool away = size.x <= 0 || glfwGetWindowAttrib(handle, GLFW_ICONIFIED) == GLFW_TRUE;
    wait_for_events(away && options.drive.empty() ? -1 : (*program)->next_frame_in());
  }
  return (*program)->exit_code();
}

} // namespace pilotage::app
