#include "client/app/program_icon.h"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace pilotage::app {

namespace {

// The same picture as assets/icons/pilotage.svg: a rounded square with a tick. Coordinates go from 0 to 1.
float distance_to_segment(float x, float y, float ax, float ay, float bx, float by) {
  const float share =
      std::clamp(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) * (bx - ax) + (by - ay) * (by - ay)), 0.0F, 1.0F);
  return std::hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay));
}

float covered(float distance, float pixel) { return std::clamp(0.5F - distance / pixel, 0.0F, 1.0F); }

float square(float x, float y) {
  constexpr float kRadius = 0.22F;
  const float dx = std::max(std::abs(x - 0.5F) - (0.47F - kRadius), 0.0F);
  const float dy = std::max(std::abs(y - 0.5F) - (0.47F - kRadius), 0.0F);
  return std::hypot(dx, dy) - kRadius;
}

float tick(float x, float y) {
  return std::min(distance_to_segment(x, y, 0.27F, 0.53F, 0.43F, 0.69F), distance_to_segment(x, y, 0.43F, 0.69F, 0.74F, 0.33F)) - 0.055F;
}

std::vector<unsigned char> picture(int size) {
  std::vector<unsigned char> pixels;
  const float pixel = 1.0F / static_cast<float>(size);
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column < size; ++column) {
      const float x = (static_cast<float>(column) + 0.5F) * pixel;
      const float y = (static_cast<float>(row) + 0.5F) * pixel;
      const float white = covered(tick(x, y), pixel);
      constexpr std::array<float, 3> kAccent = {0x0A, 0x5F, 0x8C};
      for (const float channel : kAccent) pixels.push_back(static_cast<unsigned char>(channel + (255.0F - channel) * white));
      pixels.push_back(static_cast<unsigned char>(255.0F * covered(square(x, y), pixel)));
    }
  }
  return pixels;
}

} // namespace

void set_program_icon(GLFWwindow* window) {
  std::vector<unsigned char> large = picture(64);
  std::vector<unsigned char> small = picture(24);
  const std::array<GLFWimage, 2> images = {{{64, 64, large.data()}, {24, 24, small.data()}}};
  glfwSetWindowIcon(window, static_cast<int>(images.size()), images.data());
}

} // namespace pilotage::app
