// pilotage: the desktop client.
#include <CLI/CLI.hpp>

#include <cstdio>
#include <string>

#include "client/app/desk.h"
#include "client/app/offscreen.h"
#include "client/app/window.h"
#include "client/store/store.h"

namespace {

int complain(const pilotage::Error& error) {
  std::fprintf(stderr, "pilotage: %s\n", error.message.c_str());
  if (!error.where.empty()) std::fprintf(stderr, "  (%s)\n", error.where.c_str());
  return 1;
}

} // namespace

int main(int argc, char** argv) {
  pilotage::app::ProgramOptions options;
  std::string data;
  bool offscreen = false;
  CLI::App cli("Runs questionnaires offline, keeps every answer, and sends them when there is a network.", "pilotage");
  cli.add_option("--data", data, "Folder of answers and questionnaires (default: $PILOTAGE_DATA, else ~/.local/share/pilotage)");
  cli.add_option("--form", options.form_id, "Start with a new response to this questionnaire");
  cli.add_flag("--preview", options.preview,
               "Only to look at a questionnaire: `pilotctl forms preview` starts it, on a folder that is deleted");
  cli.add_option("--drive", options.drive, "Play the steps of this file, or of standard input with \"-\", and print a line for each");
  cli.add_flag("--offscreen", offscreen, "With --drive: without a window and without a display");
  cli.set_version_flag("--version", "pilotage " + pilotage::app::program_version());
  CLI11_PARSE(cli, argc, argv);
  if (offscreen && options.drive.empty())
    return complain(
        {pilotage::ErrorCode::invalid_value, "--offscreen shows nothing by itself: give it steps with --drive FILE or --drive -."});
  if (options.preview && data.empty())
    return complain({pilotage::ErrorCode::invalid_value, "--preview needs a folder of its own. Use: pilotctl forms preview FILE"});
  options.data = data.empty() ? pilotage::store::default_data_directory() : std::filesystem::path(data);
  const auto exit_code = offscreen ? pilotage::app::run_offscreen(options) : pilotage::app::run_window(options);
  return exit_code ? *exit_code : complain(exit_code.error());
}
