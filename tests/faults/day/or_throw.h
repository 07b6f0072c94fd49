// A result's value, or an exception with its sentence, which ends the day.
#pragma once

#include <stdexcept>
#include <utility>

#include "forms/error.h"

namespace pilotage::day {

template <typename Value>
Value or_throw(Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().to_string());
  return std::move(*result);
}

} // namespace pilotage::day
