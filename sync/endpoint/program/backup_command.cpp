// pilotage-endpoint backup | restore
#include <fmt/format.h>

#include <cstdio>

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

int make_backup(const BackupArguments& arguments) {
  const auto data = DataDirectory::open(arguments.data);
  if (!data) return report(data.error());
  const auto manifest = back_up(*data->storage, *data->files, arguments.place);
  if (!manifest) {
    report(manifest.error());
    fmt::print(stderr, "pilotage-endpoint: there is NO back-up: what {} holds is not complete\n", arguments.place);
    return 1;
  }
  if (auto noted = record_copy(*data->storage, "backup", *manifest); !noted) report(noted.error()); // the back-up is there all the same
  if (manifest->missing.empty()) {
    print_content("complete", *manifest);
    return 0;
  }
  for (const std::string& sha256 : manifest->missing) fmt::print(stderr, "pilotage-endpoint: missing: the attachment {}\n", sha256);
  fmt::print(
      stderr,
      "pilotage-endpoint: the back-up is NOT complete: {} attachments are lost or damaged in the store itself. The rest is there. See: "
      "pilotage-endpoint check\n",
      manifest->missing.size());
  return 1;
}

int restore_backup(const BackupArguments& arguments) {
  const auto manifest = arguments.only_verify ? verify_backup(arguments.place)
                                              : restore(arguments.place, arguments.data, arguments.storage.choice(),
                                                        arguments.accept_missing ? Gaps::accept : Gaps::refuse);
  if (!manifest) return report(manifest.error());
  if (!arguments.only_verify) {
    const auto data = DataDirectory::open(arguments.data);
    if (!data) return report(data.error());
    if (auto noted = record_copy(*data->storage, "restore", *manifest); !noted) return report(noted.error());
  }
  print_content(arguments.only_verify ? "whole" : "restored", *manifest);
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
    chosen = [arguments] { return restore_backup(*arguments); };
  });
}

} // namespace pilotage::endpoint
