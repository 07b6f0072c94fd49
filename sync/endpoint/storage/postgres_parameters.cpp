#include "sync/endpoint/storage/postgres_parameters.h"

#include "sync/endpoint/storage/postgres_values.h"

namespace pilotage::endpoint {

PostgresParameters::PostgresParameters(std::span<const Value> values) {
  for (const Value& value : values) std::visit([this](const auto& one) { add(one); }, value);
}

void PostgresParameters::add(std::int64_t value) {
  append_big_endian(made_.emplace_back(), static_cast<std::uint64_t>(value), 8);
  push(static_cast<unsigned>(PostgresType::big_integer), made_.back().data(), 8);
}

void PostgresParameters::add(std::string_view text) {
  if (auto mended = mended_text(text)) text = made_.emplace_back(*std::move(mended));
  push(static_cast<unsigned>(PostgresType::text), text.data() != nullptr ? text.data() : "", text.size());
}

void PostgresParameters::add(const Blob& blob) { push(0, blob.bytes.data() != nullptr ? blob.bytes.data() : "", blob.bytes.size()); }

void PostgresParameters::add(const std::optional<std::int64_t>& value) {
  if (value)
    add(*value);
  else
    push(static_cast<unsigned>(PostgresType::big_integer), nullptr, 0);
}

void PostgresParameters::push(unsigned type, const char* data, std::size_t size) {
  types_.push_back(type);
  data_.push_back(data);
  sizes_.push_back(static_cast<int>(size));
  formats_.push_back(1);
}

} // namespace pilotage::endpoint
