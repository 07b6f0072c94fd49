#include "support/postgres_server.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "support/free_port.h"

namespace pilotage::tests {

namespace fs = std::filesystem;

namespace {

fs::path program(const char* name) {
  std::error_code none;
  for (const char* version : {"17", "16", "15"}) {
    fs::path path = fs::path("/usr/lib/postgresql") / version / "bin" / name;
    if (fs::exists(path, none)) return path;
  }
  return {};
}

const passwd* postgres_user() { return ::getuid() == 0 ? ::getpwnam("postgres") : nullptr; }

// Starts the program as the user postgres; it ends when this thread's process does.
pid_t start_program(const std::vector<std::string>& command, const fs::path& log) {
  const passwd* user = postgres_user();
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  if (::chdir("/") != 0 || (user != nullptr && (::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0))) ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  ::execv(argv.front(), argv.data());
  ::_exit(127);
}

// "PID (NAME) STATE PARENT …" in /proc/PID/stat; the name may hold anything.
pid_t parent_of(const fs::path& process) {
  std::ifstream in(process / "stat");
  std::string line;
  std::getline(in, line);
  pid_t parent = 0;
  char state = 0;
  std::istringstream(line.substr(std::min(line.size(), line.rfind(')') + 1))) >> state >> parent;
  return parent;
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") == std::string::npos && parent_of(entry.path()) == parent) children.push_back(std::stoi(name));
  }
  return children;
}

struct Closed {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};

} // namespace

bool PostgresServer::installed() { return !program("initdb").empty() && (::getuid() != 0 || postgres_user() != nullptr); }

PostgresServer::PostgresServer() : port_(free_port()) {
  fs::permissions(directory_.path(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  const fs::path data = directory_ / "data";
  fs::create_directory(data);
  if (const passwd* user = postgres_user(); user != nullptr && ::chown(data.c_str(), user->pw_uid, user->pw_gid) != 0)
    throw std::runtime_error("the data directory cannot be given to the user postgres");
  const pid_t made = start_program({program("initdb"), "-D", data, "--auth-local=trust", "--auth-host=scram-sha-256", "--username=tests",
                                    "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"},
                                   directory_ / "log");
  int status = 0;
  ::waitpid(made, &status, 0);
  if (status != 0) throw std::runtime_error("initdb failed");
  start();
  run(connection("postgres"), std::string("ALTER USER tests PASSWORD '") + kPassword + "'");
}

PostgresServer::~PostgresServer() { stop_at_once(); }

void PostgresServer::start() {
  process_ = start_program({program("postgres"), "-D", directory_ / "data", "-k", directory_ / "data", "-h", "127.0.0.1", "-p",
                            std::to_string(port_), "-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "max_wal_size=2GB", "-c",
                            "recovery_init_sync_method=syncfs"},
                           directory_ / "log");
  while (!takes_connections()) {
    if (::waitpid(process_, nullptr, WNOHANG) != 0) throw std::runtime_error("postgres ended; see its log");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void PostgresServer::stop_at_once() {
  if (process_ < 0) return;
  ::kill(process_, SIGQUIT);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

// Its processes are leaders of sessions of their own: no signal to a group reaches them all. While it is stopped it makes no more of them.
void PostgresServer::kill_all() {
  ::kill(process_, SIGSTOP);
  ::waitpid(process_, nullptr, WUNTRACED);
  std::vector<pollfd> living;
  for (const pid_t child : children_of(process_))
    if (const long handle = ::syscall(SYS_pidfd_open, child, 0); handle >= 0)
      living.push_back({.fd = static_cast<int>(handle), .events = POLLIN, .revents = 0});
  ::kill(process_, SIGKILL);
  for (const pollfd& child : living) ::syscall(SYS_pidfd_send_signal, child.fd, SIGKILL, nullptr, 0);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
  for (pollfd& child : living) {
    ::poll(&child, 1, -1);
    ::close(child.fd);
  }
}

void PostgresServer::signal_all(int signal) const {
  ::kill(process_, signal); // the first: it has no more children from now on
  for (const pid_t child : children_of(process_)) ::kill(child, signal);
}

void PostgresServer::freeze() { signal_all(SIGSTOP); }

void PostgresServer::thaw() { signal_all(SIGCONT); }

bool PostgresServer::takes_connections() const { return PQping(connection("postgres").c_str()) == PQPING_OK; }

std::string PostgresServer::connection(const std::string& database) const {
  return "host=" + (directory_ / "data").string() + " port=" + std::to_string(port_) + " user=tests dbname=" + database;
}

std::string PostgresServer::connection_over_tcp(const std::string& database) const {
  return "host=127.0.0.1 port=" + std::to_string(port_) + " user=tests dbname=" + database;
}

std::string PostgresServer::new_database() {
  const std::string name = "test_" + std::to_string(++databases_);
  run(connection("postgres"), "CREATE SCHEMA " + name);
  return connection("postgres") + " options=-csearch_path=" + name;
}

void PostgresServer::run(const std::string& connection, const std::string& sql) { ask(connection, sql); }

std::string PostgresServer::ask(const std::string& connection, const std::string& sql) {
  const std::unique_ptr<PGconn, Closed> open(PQconnectdb(connection.c_str()));
  const std::unique_ptr<PGresult, Closed> result(PQexec(open.get(), sql.c_str()));
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(sql + ": " + PQerrorMessage(open.get()));
  return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

PostgresServer& postgres_server() {
  static PostgresServer server;
  return server;
}

} // namespace pilotage::tests
