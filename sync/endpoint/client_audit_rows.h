// The audit.csv that a laptop or phone wrote while a response was filled in (ODK audit log), as rows of the one table that an export has of
// all of them: the response's instanceID, then the columns that ODK Central gives, wherever they stand in the file. It is read piece by
// piece, and whatever it holds memory does not grow with it. One file each; one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::endpoint {

class ClientAuditRows {
public:
  // The line above all rows.
  static std::string header();

  explicit ClientAuditRows(std::string instance_id) : instance_id_(std::move(instance_id)) {}

  // Appends the rows that are whole with this piece of the file.
  void read(std::string_view piece, std::string& rows);
  // The file ends here, maybe within a row.
  void end(std::string& rows);

private:
  static constexpr std::size_t kColumns = 9;
  enum class At { cell_start, cell, quoted, quote_in_quoted };

  void take(char letter, std::string& rows);
  void add(char letter);
  void end_cell();
  void end_row(std::string& rows);

  std::string instance_id_;
  At at_ = At::cell_start;
  bool was_quoted_ = false;
  std::string cell_;
  std::size_t column_ = 0; // of the cell that is being read
  bool has_header_ = false;
  std::vector<std::size_t> places_;               // of the file's columns among ours; kColumns: it is none of them
  std::array<std::string, kColumns> values_ = {}; // of the row that is being read
};

} // namespace pilotage::endpoint
