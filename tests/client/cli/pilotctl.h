// The real pilotctl, run as a process on a data directory of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "support/temporary_directory.h"

namespace pilotage::tests {

struct Run {
  int status = -1;
  std::string out;
  std::string err;
  long peak_kib = 0; // the most memory that it had
};

class Pilotctl {
public:
  // With --data DIR before the arguments, in English, and with a temporary directory of its own: path("temporary"). On a disk on which no
  // file may grow past `file_limit` bytes, where one is given.
  Run run(const std::vector<std::string>& arguments, std::uint64_t file_limit = 0) const;
  // A file in the folder of the test, by its name; gives its path.
  std::string write(const std::string& name, std::string_view content) const;
  std::string read(const std::string& name) const;
  std::string path(const std::string& name) const { return folder_ / name; }

private:
  TemporaryDirectory folder_;
};

} // namespace pilotage::tests
