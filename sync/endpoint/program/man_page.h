// The manual page, written from the command line itself, so that the two never differ.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace pilotage::endpoint {

// In the macros of man(7), section 8.
std::string man_page(const CLI::App& program);

} // namespace pilotage::endpoint
