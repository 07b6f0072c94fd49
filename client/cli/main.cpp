// pilotctl: what people do in a terminal, and scripts. Each command group is one file.
#include <csignal>

#include "client/cli/command.h"
#include "client/cli/fill_command.h"
#include "client/cli/forms_command.h"
#include "client/cli/library_command.h"
#include "client/cli/project_command.h"
#include "client/cli/responses_command.h"
#include "client/cli/results_command.h"
#include "client/cli/store_command.h"
#include "client/cli/sync_command.h"

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN); // a file that may not grow is a full disk, with a sentence, and no sudden death
  CLI::App app{"Pilotage in a terminal: questionnaires, responses, sync and results", "pilotctl"};
  app.require_subcommand(1);
  app.fallthrough(); // --data may also stand behind the command
  pilotage::cli::Globals globals;
  app.add_option("--data", globals.data, "The data directory; by default $PILOTAGE_DATA, else $XDG_DATA_HOME/pilotage");
  pilotage::cli::add_project_commands(app, globals);
  pilotage::cli::add_forms_commands(app, globals);
  pilotage::cli::add_library_commands(app, globals);
  pilotage::cli::add_fill_command(app, globals);
  pilotage::cli::add_responses_commands(app, globals);
  pilotage::cli::add_sync_command(app, globals);
  pilotage::cli::add_results_commands(app, globals);
  pilotage::cli::add_store_commands(app, globals);
  CLI11_PARSE(app, argc, argv);
  return 0;
}
