// The function library by theme; function_table.cpp puts the lists together.
#pragma once

#include <span>

#include "forms/xpath/function_table.h"

namespace pilotage::forms::xpath {

std::span<const Function> string_functions();
std::span<const Function> boolean_functions();
std::span<const Function> number_functions();
std::span<const Function> mathematics_functions();
std::span<const Function> node_functions();
std::span<const Function> date_functions();
std::span<const Function> select_functions();
std::span<const Function> form_functions();
std::span<const Function> repeat_functions();
std::span<const Function> random_functions();
std::span<const Function> geo_functions();
std::span<const Function> crypto_functions();

} // namespace pilotage::forms::xpath
