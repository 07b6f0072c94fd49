#include "client/app/program_run.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>

#include "client/store/form_library.h"
#include "client/store/store.h"

namespace pilotage::tests {

namespace {

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  return ends;
}

[[noreturn]] void become(std::vector<std::string> words, const std::map<std::string, std::string>& environment) {
  for (const auto& [name, value] : environment) {
    if (value.empty())
      unsetenv(name.c_str());
    else
      setenv(name.c_str(), value.c_str(), 1);
  }
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  _exit(127);
}

} // namespace

ProgramRun::ProgramRun(std::vector<std::string> arguments, const std::map<std::string, std::string>& environment) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto in = make_pipe();
  const auto out = make_pipe();
  const auto err = make_pipe();
  std::vector<std::string> words = {std::string(PILOTAGE_BIN_DIR) + "/pilotage"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  pid_ = fork();
  REQUIRE(pid_ >= 0);
  if (pid_ == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    dup2(err[1], 2);
    become(std::move(words), environment);
  }
  close(in[0]);
  close(out[1]);
  close(err[1]);
  in_ = in[1];
  out_ = out[0];
  err_ = err[0];
}

ProgramRun::~ProgramRun() {
  if (!ended_) {
    kill_now();
    wait();
  }
  for (const int end : {in_, out_, err_})
    if (end >= 0) close(end);
}

bool ProgramRun::step(const std::string& line) {
  const std::string bytes = line + "\n";
  return write(in_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
}

void ProgramRun::end_of_script() {
  close(in_);
  in_ = -1;
}

std::optional<std::string> ProgramRun::line() {
  std::array<char, 4096> buffer{};
  while (true) {
    if (const std::size_t end = pending_.find('\n'); end != std::string::npos) {
      std::string whole = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      return whole;
    }
    const ssize_t count = read(out_, buffer.data(), buffer.size());
    if (count <= 0) return std::nullopt;
    pending_.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

void ProgramRun::kill_now() { kill(pid_, SIGKILL); }

int ProgramRun::wait() {
  if (ended_) return *ended_;
  int status = 0;
  waitpid(pid_, &status, 0);
  ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return *ended_;
}

std::string ProgramRun::complaints() {
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t count = read(err_, buffer.data(), buffer.size()); count > 0; count = read(err_, buffer.data(), buffer.size()))
    text.append(buffer.data(), static_cast<std::size_t>(count));
  return text;
}

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "pilotage-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  path = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

void install_form(const std::filesystem::path& data, const std::string& xform) {
  auto store = store::Store::open(data);
  REQUIRE(store.has_value());
  const auto installed = store::FormLibrary(*store).install(xform);
  if (!installed) FAIL(installed.error().to_string());
}

std::string page_of_texts() {
  std::string nodes;
  std::string binds;
  std::string controls;
  for (int i = 1; i <= 6; ++i) {
    const std::string name = "q" + std::to_string(i);
    nodes += "<" + name + "/>";
    binds += "<bind nodeset=\"/data/g/" + name + "\" type=\"string\"/>";
    controls += "<input ref=\"/data/g/" + name + "\"><label>Question " + std::to_string(i) + "</label></input>";
  }
  return "<?xml version=\"1.0\"?><h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" "
         "xmlns:jr=\"http://openrosa.org/javarosa\">"
         "<h:head><h:title>Six questions</h:title><model><instance><data id=\"six\"><g>" +
         nodes + "<pick/><note/></g><meta><instanceID/></meta></data></instance>" + binds +
         "<bind nodeset=\"/data/g/pick\" type=\"string\"/><bind nodeset=\"/data/g/note\" type=\"string\" required=\"true()\"/>"
         "<bind nodeset=\"/data/meta/instanceID\" type=\"string\" readonly=\"true()\" calculate=\"concat('uuid:', uuid())\"/>"
         "</model></h:head><h:body><group ref=\"/data/g\"><label>The page</label>" +
         controls +
         "<select1 "
         "ref=\"/data/g/pick\"><label>Pick</label><item><label>Red</label><value>r</value></item><item><label>Green</label><value>g</"
         "value></item></select1>"
         "<input ref=\"/data/g/note\" appearance=\"multiline\"><label>Comment</label></input></group></h:body></h:html>";
}

std::string page_with_a_file() {
  return R"(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>
    <h:title>Files</h:title><model><instance><data id="files"><report/></data></instance>
    <bind nodeset="/data/report" type="binary"/></model></h:head>
    <h:body><upload ref="/data/report" mediatype="application/*"><label>Report</label></upload></h:body></h:html>)";
}

} // namespace pilotage::tests
