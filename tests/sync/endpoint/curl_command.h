// The curl of the system, as a client that is not ours: what it is told and what it got.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sync/endpoint/campaign.h"

namespace pilotage::test {

class CurlCommand {
public:
  // Trusts the campaign's authority.
  explicit CurlCommand(const TemporaryDirectory& directory);

  // Runs curl with these arguments beside its own.
  Answer run(const std::vector<std::string>& arguments) const;
  // A file that an argument may name: "@" + file("a.jpg", …).
  std::string file(const std::string& name, std::string_view content) const;

private:
  const TemporaryDirectory& directory_;
};

} // namespace pilotage::test
