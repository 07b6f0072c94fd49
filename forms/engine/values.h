// Values as the instance holds them: canonical text of each data type (ODK XForms, "Data Types").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "forms/environment.h"
#include "forms/model/data_type.h"

namespace pilotage::forms {

// What a person gave, in canonical form. nullopt: the type does not take it. "" is always taken.
std::optional<std::string> canonical_value(DataType type, std::string_view given, const Environment& environment);

// What an expression gave, in the form that the type has; "" where the type cannot have it.
std::string calculated_value(DataType type, std::string_view given, const Environment& environment);

// Whether the text is what calculated_value() makes of it, as far as that is told at a glance.
bool is_calculated(DataType type, std::string_view given);

// What of a number an int holds: its whole part, as ODK casts it. nullopt: it is none, or has more than 32 bits.
std::optional<std::int32_t> integer_part(double number);

// What a type takes, as a sentence for a person.
std::string what_is_taken(DataType type);

} // namespace pilotage::forms
