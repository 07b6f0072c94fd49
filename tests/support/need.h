// The value of a Result, or a failed test that says why.
#pragma once

#include <doctest/doctest.h>

#include <type_traits>
#include <utility>

#include "forms/error.h"

namespace pilotage::tests {

template <typename T>
T need(Result<T> result) {
  if (!result) FAIL(result.error().to_string());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

} // namespace pilotage::tests
