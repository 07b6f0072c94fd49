// Small text operations that reading a workbook needs. Texts are UTF-8. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::forms::xlsform {

// The parts one after the other.
std::string cat(std::initializer_list<std::string_view> parts);

// Without white space (ASCII and the no-break space) at both ends.
std::string_view trim(std::string_view text);

// ASCII letters in lower case; all else unchanged.
std::string lower(std::string_view text);

std::vector<std::string_view> split(std::string_view text, std::string_view delimiter);
// At runs of white space, without empty parts.
std::vector<std::string_view> split_words(std::string_view text);

std::string replace_all(std::string_view text, std::string_view what, std::string_view with);

// Typographic quotes, which word processors write and no formula knows, as plain ones.
bool has_smart_quotes(std::string_view text);
std::string with_plain_quotes(std::string_view text);

// Runs of spaces as one space; line breaks stay.
bool has_double_spaces(std::string_view text);
std::string with_single_spaces(std::string_view text);

// "Repeat Count" as "repeat_count".
std::string snake_case(std::string_view text);

// How many letters must be added, dropped or changed to make one text into the other (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b);

// "yes", "TRUE", "true()" … and "no", "False" … as XLSForm knows them.
bool means_yes(std::string_view text);
bool means_no(std::string_view text);

// A whole decimal number: "-1.5", "3", "1e3". Fails on anything beside it, and on infinity.
bool is_number(std::string_view text);
bool is_integer(std::string_view text);

} // namespace pilotage::forms::xlsform
