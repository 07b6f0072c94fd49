// The XML namespaces of a form: those that every form has, and those of the setting "namespaces". Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "forms/xlsform/form_source.h"
#include "forms/xlsform/form_tree.h"

namespace pilotage::forms::xlsform {

// Attribute name and URI: {"xmlns:jr", "http://openrosa.org/javarosa"}.
using Namespace = std::pair<std::string, std::string>;

std::vector<Namespace> namespaces_of(const Settings& settings, bool has_entities);

// An error for each column bind::x:y, body::x:y or instance::x:y whose prefix x is not declared: the form would not be
// well formed.
void check_prefixes(const Element& survey, const FormSource& source);

} // namespace pilotage::forms::xlsform
