// The binary format of COPY: rows in, rows out. Pure; one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
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

class CopiedRows {
public:
  // What came; rows may be cut anywhere.
  void add(std::string_view bytes);
  // False where the next row is not here as a whole, or there is none.
  bool next();
  // Of the row: nothing for null. Good until the next add().
  const std::vector<std::optional<std::string_view>>& fields() const { return fields_; }

private:
  std::optional<std::int64_t> number(int bytes); // moves on

  std::string came_;
  std::size_t at_ = 0;
  bool begun_ = false;
  std::vector<std::optional<std::string_view>> fields_;
};

} // namespace pilotage::endpoint
