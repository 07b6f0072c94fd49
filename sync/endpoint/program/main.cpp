// pilotage-endpoint: the program that a campaign's host runs.
#include <cstdio>
#include <exception>

#include "sync/endpoint/program/command.h"
#include "sync/endpoint/program/man_page.h"

int main(int argc, char** argv) {
  using namespace pilotage::endpoint;
  try {
    CLI::App program("The central endpoint of a Pilotage campaign: receives responses over HTTPS (OpenRosa), serves\n"
                     "questionnaires to laptops and phones, and gives coordinators the results.\n"
                     "\n"
                     "  pilotage-endpoint init --data /srv/pilotage --project \"Pilot 2026\"\n"
                     "  pilotage-endpoint form publish --data /srv/pilotage guide-usability.md\n"
                     "  pilotage-endpoint serve --data /srv/pilotage --listen 0.0.0.0:8443 --cert chain.pem --key key.pem\n"
                     "  pilotage-endpoint token create --data /srv/pilotage --role collector --name \"Laptop 7\"\n"
                     "\n"
                     "The commands work on the data directory while the server runs.",
                     "pilotage-endpoint");
    program.require_subcommand(1);
    program.set_version_flag("--version", "pilotage-endpoint 0.1.0");
    Action chosen;
    add_init(program, chosen);
    add_serve(program, chosen);
    add_form(program, chosen);
    add_token(program, chosen);
    add_user(program, chosen);
    add_backup(program, chosen);
    add_restore(program, chosen);
    add_check(program, chosen);
    // The manual page, for packaging: no command for people, so in no list of them.
    program.add_subcommand("man", "Print the manual page")->group("")->callback([&] {
      chosen = [&program] {
        std::fputs(man_page(program).c_str(), stdout);
        return 0;
      };
    });
    CLI11_PARSE(program, argc, argv);
    const int code = chosen();
    return code != 0 ? code : finish_output();
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "pilotage-endpoint: %s\n", failure.what());
    return 1;
  }
}
