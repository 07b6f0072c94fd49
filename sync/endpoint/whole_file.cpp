#include "sync/endpoint/whole_file.h"

#include <fstream>
#include <iterator>

namespace pilotage::endpoint {

std::optional<std::string> whole_file(const std::filesystem::path& file) {
  std::error_code none;
  if (std::filesystem::is_directory(file, none)) return std::nullopt; // it opens, and throws at the first byte
  std::ifstream in(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) return std::nullopt;
  return bytes;
}

} // namespace pilotage::endpoint
