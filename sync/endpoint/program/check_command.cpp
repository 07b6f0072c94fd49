// pilotage-endpoint check
#include <fmt/format.h>

#include <cstdio>

#include "sync/endpoint/program/command.h"
#include "sync/endpoint/soundness_check.h"

namespace pilotage::endpoint {

namespace {

int check_data(const std::string& directory) {
  const auto data = DataDirectory::open(directory);
  if (!data) return report(data.error());
  const auto found = check_soundness(*data->storage, *data->files);
  if (!found) return report(found.error());
  for (const Finding& finding : found->findings) fmt::print(stderr, "pilotage-endpoint: {}\n  {}\n", finding.what, finding.remedy);
  fmt::print("{} submissions and {} attachments were read", found->submissions, found->files);
  if (found->unnamed_files > 0)
    fmt::print("; {} files in the store belong to nothing (left by posts that were cut off, no fault)", found->unnamed_files);
  fmt::print("\n{}\n", found->findings.empty() ? "all of it is whole" : fmt::format("{} things are wrong", found->findings.size()));
  return found->findings.empty() ? 0 : 1;
}

} // namespace

void add_check(CLI::App& program, Action& chosen) {
  auto directory = std::make_shared<std::string>();
  CLI::App* command =
      program.add_subcommand("check", "See whether all that is stored is whole, while the server runs: the database, the order "
                                      "of the feed, the hash of every submission and attachment.\nExit code 1 if anything is wrong");
  add_data_option(*command, *directory);
  command->callback([directory, &chosen] { chosen = [directory] { return check_data(*directory); }; });
}

} // namespace pilotage::endpoint
