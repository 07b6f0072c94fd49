// A disk that fails, fills and forgets, under programs that are started with environment(). For the folder alone: everything else is the
// machine's own disk.
//
// A power cut is: kill all programs of the folder, wait for their end, then cut_power(), which takes back what was written and not synced;
// each change by itself, because a real disk writes in any order and gets some of it done.
#pragma once

#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "support/lossy_disk/record.h"

namespace pilotage::tests {

class LossyDisk {
public:
  // `record` is made; it must not lie in `folder`.
  LossyDisk(std::filesystem::path folder, std::filesystem::path record);
  ~LossyDisk();
  LossyDisk(const LossyDisk&) = delete;
  LossyDisk& operator=(const LossyDisk&) = delete;

  // NAME=VALUE, for the programs that use it. The library to preload lies beside this program.
  std::vector<std::string> environment() const;

  void set_full(bool full) { control_->full = full ? 1 : 0; }
  void set_failures_per_mille(unsigned chance) { control_->failures_per_mille = chance; }

  // How many changes were lost, of those that were not synced: about this share of them. No program of the folder may be running.
  std::size_t cut_power(std::mt19937_64& random, double share = 0.7);

private:
  std::filesystem::path folder_;
  std::filesystem::path record_;
  DiskControl* control_ = nullptr;
};

} // namespace pilotage::tests
