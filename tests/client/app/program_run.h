// The real program `pilotage` as a child process, with its script on standard input and its lines read as they come.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pilotage::tests {

class ProgramRun {
public:
  // Environment entries are set, or taken away where they are empty.
  explicit ProgramRun(std::vector<std::string> arguments, const std::map<std::string, std::string>& environment = {});
  ~ProgramRun();
  ProgramRun(const ProgramRun&) = delete;
  ProgramRun& operator=(const ProgramRun&) = delete;

  // False when the program is gone.
  bool step(const std::string& line);
  void end_of_script();
  // The next line of standard output; nothing at its end.
  std::optional<std::string> line();
  void kill_now();
  // Waits for its end; gives the exit code, or minus the signal.
  int wait();
  // Standard error so far, after wait().
  std::string complaints();

private:
  pid_t pid_ = -1;
  int in_ = -1, out_ = -1, err_ = -1;
  std::string pending_;
  std::optional<int> ended_;
};

// A folder of its own, gone with this.
class Folder {
public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path path;
};

// A store in that folder that holds this form.
void install_form(const std::filesystem::path& data, const std::string& xform);

// One page with six text questions, a choice and a comment: "/data/g/q1" … "/data/g/q6", "/data/g/pick", "/data/g/note".
std::string page_of_texts();

// "files": one page that asks for a file: "/data/report".
std::string page_with_a_file();

} // namespace pilotage::tests
