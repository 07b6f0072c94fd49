// A screen in memory: the X server Xvfb, which picks a free display number by itself and ends with this.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace pilotage::tests {

class VirtualDisplay {
public:
  // Whether Xvfb is there; says so in the test's output where it is not.
  static bool available();

  // `size` as "1600x1000"; `options` are further ones of Xvfb.
  explicit VirtualDisplay(const std::string& size, const std::vector<std::string>& options = {});
  ~VirtualDisplay();
  VirtualDisplay(const VirtualDisplay&) = delete;
  VirtualDisplay& operator=(const VirtualDisplay&) = delete;

  // For the environment variable DISPLAY.
  const std::string& name() const { return name_; }

private:
  pid_t server_ = -1;
  std::string name_;
};

} // namespace pilotage::tests
