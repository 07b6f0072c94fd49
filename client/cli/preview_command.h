// pilotctl forms preview: a look at a form in the client, before anybody gets it. Nothing of it stays: it runs on a store
// of its own, which is deleted when the window closes.
#pragma once

#include <CLI/CLI.hpp>

namespace pilotage::cli {

void add_preview_command(CLI::App& forms);

} // namespace pilotage::cli
