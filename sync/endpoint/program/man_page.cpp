#include "sync/endpoint/program/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "sync/endpoint/endpoint_config.h"

namespace pilotage::endpoint {

namespace {

// As text: no character of it is a command to roff, at whatever place it stands.
std::string roff(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const bool begins_line = escaped.empty() || escaped.back() == '\n';
    if (begins_line && c == ' ') continue;
    if (begins_line && (c == '.' || c == '\'')) escaped += "\\&";
    if (c == '\\' || c == '-') escaped += '\\';
    escaped += c == '\\' ? 'e' : c;
  }
  return escaped;
}

// Texts that the help lays out in lines and columns stay so: a line that is indented is shown as it is.
std::string described(std::string_view text) {
  std::string out;
  bool as_it_is = false;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool indented = line.starts_with("  ");
    if (indented != as_it_is) out += indented ? ".PP\n.nf\n.RS 4\n" : ".RE\n.fi\n.PP\n";
    as_it_is = indented;
    if (!line.empty()) out += roff(line) + "\n";
  }
  return out + (as_it_is ? ".RE\n.fi\n" : "");
}

void add_option_to(std::string& page, const CLI::Option& option) {
  page += ".TP\n.B " + roff(option.get_name(option.get_positional(), true));
  if (option.get_expected_max() > 0 && !option.get_type_name().empty()) page += " \\fI" + roff(option.get_type_name()) + "\\fR";
  std::string text = option.get_description();
  if (!option.get_default_str().empty()) text += fmt::format(" (default: {})", option.get_default_str());
  if (option.get_required()) text += ". Required";
  page += "\n" + roff(text) + "\n";
}

// A command and those inside it; the ones that only hold others have no section of their own.
void add_command_to(std::string& page, const CLI::App& command, const std::string& before) {
  const std::string name = before + command.get_name();
  const auto inside = command.get_subcommands([](const CLI::App* app) { return !app->get_group().empty(); });
  if (inside.empty()) {
    page += ".SS " + roff(name) + "\n" + described(command.get_description());
    for (const CLI::Option* option : command.get_options())
      if (option->get_name() != "--help") add_option_to(page, *option);
  }
  for (const CLI::App* deeper : inside) add_command_to(page, *deeper, name + " ");
}

std::string settings_section() {
  std::string text =
      ".SH SETTINGS FILE\nTOML, one line for each setting. Unknown names and wrong values are refused with the line where they "
      "stand.\n";
  for (const EndpointSetting& setting : endpoint_settings())
    text += fmt::format(".TP\n.B {}\n{}; {}\n", roff(setting.name), roff(setting.what), roff(setting.rule()));
  return text;
}

constexpr const char* kRest = R"(.SH SIGNALS
.TP
.B SIGTERM, SIGINT
\fBserve\fR lets nobody in any more, finishes the requests that have begun (grace_seconds at most) and ends with code 0.
.TP
.B SIGHUP
\fBserve\fR reads its certificate and key again, for the connections from then on. A mistake in them is logged, and the certificate in use stays.
.SH FILES
.TP
.I DIR/endpoint.sqlite
The database, where it is SQLite.
.TP
.I DIR/storage.json
Where the database is, where it is not.
.TP
.I DIR/attachments
Attachments, by their SHA\-256.
.SH EXIT STATUS
0 where all went well; otherwise another code, and a sentence on standard error that says what is wrong and what to do.
.SH SEE ALSO
The host's guide: docs/hosting.md
)";

} // namespace

std::string man_page(const CLI::App& program) {
  std::string page =
      ".TH PILOTAGE\\-ENDPOINT 8 \"\" \"Pilotage\" \"Pilotage\"\n.SH NAME\npilotage\\-endpoint \\- the central endpoint of a "
      "Pilotage campaign\n.SH SYNOPSIS\n.B pilotage\\-endpoint\n\\fICOMMAND\\fR [\\fIOPTION\\fR...]\n.SH DESCRIPTION\n" +
      described(program.get_description()) + ".SH COMMANDS\n";
  for (const CLI::App* command : program.get_subcommands([](const CLI::App* app) { return !app->get_group().empty(); }))
    add_command_to(page, *command, "");
  return page + settings_section() + kRest;
}

} // namespace pilotage::endpoint
