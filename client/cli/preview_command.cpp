#include "client/cli/preview_command.h"

#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/command.h"
#include "client/cli/form_file.h"
#include "client/cli/forms_check.h"
#include "client/store/form_library.h"

namespace pilotage::cli {

namespace {

namespace fs = std::filesystem;

struct PreviewArguments {
  std::string file;
  std::string drive;
  bool offscreen = false;
};

// A folder that is gone with this, whatever happens in between.
class ThrowAwayFolder {
public:
  ThrowAwayFolder() {
    std::string name = (fs::temp_directory_path() / "pilotage-preview-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      stop(name + ": a folder for the preview cannot be made: " + std::strerror(errno) + "; free some space");
    path_ = name;
  }
  ~ThrowAwayFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ThrowAwayFolder(const ThrowAwayFolder&) = delete;
  ThrowAwayFolder& operator=(const ThrowAwayFolder&) = delete;
  const fs::path& path() const { return path_; }

private:
  fs::path path_;
};

volatile std::sig_atomic_t g_client = 0;

// Who ends pilotctl ends the client; then the folder goes. An interrupt from the terminal reaches the client by itself.
void pass_on(int signal) {
  if (signal != SIGINT && g_client > 0) kill(g_client, signal);
}

// The client stands beside pilotctl.
int run_client(std::vector<std::string> words) {
  std::error_code unknown;
  const std::string client = (fs::read_symlink("/proc/self/exe", unknown).parent_path() / "pilotage").string();
  if (!fs::exists(client)) stop(client + ": the program is not there, which shows the preview; install pilotage beside pilotctl");
  words.insert(words.begin(), client);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, pass_on);
  pid_t child = 0;
  if (const int failed = posix_spawn(&child, client.c_str(), nullptr, nullptr, argv.data(), environ); failed != 0)
    stop(client + ": cannot be started: " + std::strerror(failed));
  g_client = child;
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  g_client = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

void preview(const PreviewArguments& arguments) {
  bool wrong = false;
  for (const forms::xlsform::Message& message : check_form(arguments.file)) {
    print_message(message);
    wrong = wrong || message.severity == forms::xlsform::Severity::error;
  }
  if (wrong) throw CLI::RuntimeError(1);
  const FormFile form = read_form_file(arguments.file);
  const ThrowAwayFolder folder;
  std::string form_id;
  {
    store::Store store = or_stop(store::Store::open(folder.path()));
    form_id = or_stop(store::FormLibrary(store).install(form.xform, form.attachments)).form_id;
  }
  std::vector<std::string> words = {"--preview", "--data", folder.path().string(), "--form", form_id};
  if (!arguments.drive.empty()) words.insert(words.end(), {"--drive", arguments.drive});
  if (arguments.offscreen) words.emplace_back("--offscreen");
  if (const int status = run_client(std::move(words)); status != 0) throw CLI::RuntimeError(status);
}

} // namespace

void add_preview_command(CLI::App& forms) {
  CLI::App* const command = forms.add_subcommand("preview", "Fill a form in the client to see how it looks; nothing is kept or sent");
  auto arguments = std::make_shared<PreviewArguments>();
  command->add_option("FILE", arguments->file, "A workbook (.xlsx, .csv, .md; media in NAME-media beside it) or an XForm (.xml)")
      ->required();
  command->add_option("--drive", arguments->drive, "Play the steps of this file, as pilotage does");
  command->add_flag("--offscreen", arguments->offscreen, "With --drive: without a window");
  command->callback([arguments] { preview(*arguments); });
}

} // namespace pilotage::cli
