// The values of a statement as libpq takes them. Lives until the statement is sent.
#pragma once

#include <deque>
#include <vector>

#include "sync/endpoint/storage/database.h"

namespace pilotage::endpoint {

class PostgresParameters {
public:
  explicit PostgresParameters(std::span<const Value> values);
  PostgresParameters(PostgresParameters&&) noexcept = default; // what data() points to stays where it is
  PostgresParameters& operator=(PostgresParameters&&) = delete;

  int count() const { return static_cast<int>(data_.size()); }
  const unsigned* types() const { return types_.data(); } // 0: the server takes it from the statement
  const char* const* data() const { return data_.data(); }
  const int* sizes() const { return sizes_.data(); }
  const int* formats() const { return formats_.data(); } // all binary

private:
  void add(std::int64_t value);
  void add(std::string_view text);
  void add(const Blob& blob);
  void add(const std::optional<std::int64_t>& value);
  void push(unsigned type, const char* data, std::size_t size);

  std::deque<std::string> made_; // what had to be written anew
  std::vector<unsigned> types_;
  std::vector<const char*> data_;
  std::vector<int> sizes_;
  std::vector<int> formats_;
};

} // namespace pilotage::endpoint
