// The binary format of COPY: rows in, rows out. Pure; one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::endpoint {

class CopyRows {
public:
  CopyRows();
  CopyRows& row(int columns);
  CopyRows& integer(std::int64_t value);
  CopyRows& text(std::string_view text); // mended where PostgreSQL could not take it
  CopyRows& bytes(std::string_view bytes);
  CopyRows& null();
  // What has been made and not taken yet.
  std::string take();
  std::size_t size() const { return made_.size(); }
  // The end of all rows.
  CopyRows& end();

private:
  std::string made_;
};

} // namespace pilotage::endpoint
