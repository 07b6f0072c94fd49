// pilotage-endpoint backup | restore
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "sync/endpoint/backup.h"
#include "sync/endpoint/program/command.h"
#include "sync/endpoint/program/storage_options.h"

namespace pilotage::endpoint {

namespace {

struct BackupArguments {
  std::string data;
  std::string place; // the back-up's directory
  StorageOptions storage;
  bool accept_missing = false;
  bool only_verify = false;
};

void print_content(const char* verb, const BackupManifest& manifest) {
  fmt::print("{}: {} submissions, {} attachments, a database of {} bytes\n", verb, manifest.submissions, manifest.attachments,
             manifest.database_bytes);
}

Result<void> record_copy(Storage& storage, std::string_view action, const BackupManifest& manifest) {
  return storage.add_audit(act_of_host(0, action, fmt::format(R"({{"submissions":{}}})", manifest.submissions)));
}

void print_missing(const BackupManifest& manifest) {
  for (const std::string& sha256 : manifest.missing) fmt::print(stderr, "pilotage-endpoint: missing: the attachment {}\n", sha256);
}

// A directory that held something was left as it is: it may be a back-up, and a good one.
int report_no_backup(const Error& error, const std::string& place) {
  report(error);
  std::error_code none;
  if (error.code == ErrorCode::conflict)
    fmt::print(stderr, "pilotage-endpoint: NO new back-up was made; nothing in {} was changed\n", place);
  else if (std::filesystem::is_directory(place, none))
    fmt::print(stderr, "pilotage-endpoint: there is NO back-up: what {} holds is not complete\n", place);
  else
    fmt::print(stderr, "pilotage-endpoint: there is NO back-up\n");
  return 1;
}

int make_backup(const BackupArguments& arguments) {
  const auto data = DataDirectory::open(arguments.data);
  if (!data) return report(data.error());
  const auto manifest = back_up(*data->storage, *data->files, arguments.place);
  if (!manifest) return report_no_backup(manifest.error(), arguments.place);
  if (auto noted = record_copy(*data->storage, "backup", *manifest); !noted) report(noted.error()); // the back-up is there all the same
  if (manifest->missing.empty()) {
    print_content("complete", *manifest);
    return 0;
  }
  print_missing(*manifest);
  fmt::print(
      stderr,
      "pilotage-endpoint: the back-up is NOT complete: {} attachments are lost or damaged in the store itself. The rest is there. See: "
      "pilotage-endpoint check\n",
      manifest->missing.size());
  return 1;
}

int verify(const std::string& place) {
  const auto manifest = verify_backup(place);
  if (!manifest) return report(manifest.error());
  if (manifest->missing.empty()) {
    print_content("whole", *manifest);
    return 0;
  }
  print_missing(*manifest);
  print_content("not complete", *manifest);
  fmt::print(
      stderr,
      "pilotage-endpoint: the back-up is NOT complete: {} attachments were lost or damaged in the store when it was made. The rest is "
      "as it was made\n",
      manifest->missing.size());
  return 1;
}

int restore_backup(const BackupArguments& arguments) {
  const auto manifest =
      restore(arguments.place, arguments.data, arguments.storage.choice(), arguments.accept_missing ? Gaps::accept : Gaps::refuse);
  if (!manifest) return report(manifest.error());
  const auto data = DataDirectory::open(arguments.data);
  if (!data) return report(data.error());
  if (auto noted = record_copy(*data->storage, "restore", *manifest); !noted) return report(noted.error());
  print_content("restored", *manifest);
  return 0;
}

} // namespace

void add_backup(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<BackupArguments>();
  CLI::App* command = program.add_subcommand("backup", "Copy everything, as it is at one moment, while the server runs: database and "
                                                       "attachments, each checked by its hash.\nExit code 0 only if nothing is missing");
  add_data_option(*command, arguments->data);
  command->add_option("--to", arguments->place, "A new directory for it")->required()->type_name("DIR");
  command->callback([arguments, &chosen] { chosen = [arguments] { return make_backup(*arguments); }; });
}

void add_restore(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<BackupArguments>();
  CLI::App* command =
      program.add_subcommand("restore", "Make a data directory from a back-up; overwrites nothing. A back-up from SQLite can "
                                        "be restored to PostgreSQL, and the other way");
  CLI::Option* data = command->add_option("--data", arguments->data, "The new data directory")->type_name("DIR");
  command->add_option("--from", arguments->place, "The back-up's directory")->required()->type_name("DIR");
  add_storage_options(*command, arguments->storage);
  command->add_flag("--accept-missing", arguments->accept_missing, "Restore a back-up in which attachments are missing");
  command->add_flag("--verify", arguments->only_verify, "Only see whether the back-up is whole")->excludes(data);
  command->callback([arguments, data, &chosen] {
    if (!arguments->only_verify && data->empty()) throw CLI::RequiredError("--data");
    chosen = [arguments] { return arguments->only_verify ? verify(arguments->place) : restore_backup(*arguments); };
  });
}

} // namespace pilotage::endpoint
