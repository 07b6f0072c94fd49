// Dates in the patterns of format-date() (ODK XForms, "Date and Time Functions").
#pragma once

#include <string>
#include <string_view>

#include "forms/xpath/date_text.h"

namespace pilotage::forms::xpath {

// %Y %y %m %n %b %d %e %a %H %h %M %S %3 and %%; everything else stays as it is. The names of months and days are in `language`, as a form
// names it: "fr", "French (fr)", "Français (fr-CA)"; English where it cannot be told.
std::string format_time(const CivilTime& time, std::string_view format, std::string_view language);

} // namespace pilotage::forms::xpath
