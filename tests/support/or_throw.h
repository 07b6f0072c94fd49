// A result's value, or an exception with its sentence: for programs that end with it.
#pragma once

#include <stdexcept>
#include <type_traits>
#include <utility>

#include "forms/error.h"

namespace pilotage::tests {

template <typename Value>
Value or_throw(Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().to_string());
  if constexpr (!std::is_void_v<Value>) return std::move(*result);
}

} // namespace pilotage::tests
