#include "sync/endpoint/client_audit_rows.h"

#include <algorithm>
#include <utility>

#include "forms/tables/csv_line.h"
#include "sync/protocol/mime_parameters.h"

namespace pilotage::endpoint {

namespace {

constexpr std::array<std::string_view, 9> kNames = {"event",     "node",     "start",     "end",      "latitude",
                                                    "longitude", "accuracy", "old-value", "new-value"};
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kMostColumns = 100;                      // of a file; those behind are not read
constexpr std::size_t kLongestCell = std::size_t{1024} * 1024; // of an answer, before and after; the rest is not read

} // namespace

std::string ClientAuditRows::header() {
  std::string text;
  forms::CsvLine line(text);
  line.add("instance ID");
  for (const std::string_view name : kNames) line.add(name);
  line.end();
  return text;
}

void ClientAuditRows::read(std::string_view piece, std::string& rows) {
  for (const char letter : piece) take(letter, rows);
}

void ClientAuditRows::end(std::string& rows) { end_row(rows); }

// A quote that opens no cell, or is followed by more of it, is a letter like others: what can be read is.
void ClientAuditRows::take(char letter, std::string& rows) {
  if (at_ == At::quoted) {
    if (letter == '"')
      at_ = At::quote_in_quoted;
    else
      add(letter);
    return;
  }
  if (at_ == At::quote_in_quoted && letter == '"') {
    at_ = At::quoted;
    return add(letter);
  }
  if (letter == ',') return end_cell();
  if (letter == '\n' || letter == '\r') return end_row(rows);
  if (at_ == At::cell_start && (letter == ' ' || letter == '\t')) return;
  if (at_ == At::cell_start && letter == '"') {
    at_ = At::quoted;
    was_quoted_ = true;
    return;
  }
  at_ = At::cell;
  add(letter);
  if (!has_header_ && column_ == 0 && cell_ == kByteOrderMark) {
    cell_.clear();
    at_ = At::cell_start;
  }
}

void ClientAuditRows::add(char letter) {
  const bool is_wanted = !has_header_ || (column_ < places_.size() && places_[column_] < kColumns);
  if (is_wanted && cell_.size() < kLongestCell) cell_ += letter;
}

void ClientAuditRows::end_cell() {
  const std::string_view value = was_quoted_ ? std::string_view(cell_) : sync::trim(cell_);
  if (has_header_) {
    if (column_ < places_.size() && places_[column_] < kColumns) values_[places_[column_]] = value;
  } else if (places_.size() < kMostColumns) {
    places_.push_back(static_cast<std::size_t>(std::ranges::find(kNames, value) - kNames.begin()));
  }
  cell_.clear();
  was_quoted_ = false;
  at_ = At::cell_start;
  ++column_;
}

void ClientAuditRows::end_row(std::string& rows) {
  if (column_ == 0 && at_ == At::cell_start) return; // a blank line, or the second half of CRLF
  end_cell();
  column_ = 0;
  if (!std::exchange(has_header_, true)) return;
  forms::CsvLine line(rows);
  line.add(instance_id_);
  for (std::string& value : values_) line.add(std::exchange(value, {}));
  line.end();
}

} // namespace pilotage::endpoint
