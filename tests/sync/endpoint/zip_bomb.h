// A small workbook (.xlsx), each of whose parts unpacks to so many blanks.
#pragma once

#include <cstddef>
#include <string>

namespace pilotage::test {

inline constexpr const char* kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

std::string zip_bomb(std::size_t unpacked);

} // namespace pilotage::test
