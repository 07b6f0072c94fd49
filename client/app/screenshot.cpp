#include "client/app/screenshot.h"

#include <GLFW/glfw3.h>
#include <stb_image_write.h>

#include <algorithm>
#include <filesystem>
#include <vector>

namespace pilotage::app {

Result<void> save_screenshot(const std::string& file, ImVec2 size) {
  const int width = static_cast<int>(size.x);
  const int height = static_cast<int>(size.y);
  const std::size_t row = static_cast<std::size_t>(width) * 3;
  std::vector<unsigned char> pixels(row * static_cast<std::size_t>(height));
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
  if (std::equal(pixels.begin() + 3, pixels.end(), pixels.begin()))
    return fail(ErrorCode::io, "The picture is empty: the window shows nothing. Update the graphics driver.", file);
  // OpenGL counts rows from below.
  for (int y = 0; y < height / 2; ++y) {
    unsigned char* upper = pixels.data() + row * static_cast<std::size_t>(y);
    unsigned char* lower = pixels.data() + row * static_cast<std::size_t>(height - 1 - y);
    std::swap_ranges(upper, upper + row, lower);
  }
  std::error_code ignored;
  if (const auto folder = std::filesystem::path(file).parent_path(); !folder.empty()) std::filesystem::create_directories(folder, ignored);
  if (stbi_write_png(file.c_str(), width, height, 3, pixels.data(), static_cast<int>(row)) == 0)
    return fail(ErrorCode::io, "The picture could not be written. Check that the folder exists and may be written.", file);
  return {};
}

} // namespace pilotage::app
