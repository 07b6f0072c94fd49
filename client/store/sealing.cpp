#include "client/store/sealing.h"

namespace pilotage::store {

namespace {
constexpr char kClear = 'c';
}

std::string Sealer::seal(std::string_view clear) const {
  std::string sealed;
  sealed.reserve(clear.size() + 1);
  sealed.push_back(kClear);
  sealed.append(clear);
  return sealed;
}

Result<std::string> Sealer::open(std::string_view sealed) const {
  if (sealed.empty()) return fail(ErrorCode::damaged, "A saved value has lost its content. Run \"pilotctl store check\".");
  if (sealed.front() == kClear) return std::string(sealed.substr(1));
  return fail(ErrorCode::newer_version,
              "A saved value is sealed in a way that this version of Pilotage does not know. Install the newest version.");
}

std::string Sealer::seal_file(std::string_view clear) const { return std::string(clear); }
Result<std::string> Sealer::open_file(std::string_view sealed) const { return std::string(sealed); }
std::string_view Sealer::file_suffix() const { return ""; }

} // namespace pilotage::store
