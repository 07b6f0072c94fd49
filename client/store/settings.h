// What the person at this laptop chose: the language of the program, the size of its text, how long confirmed responses stay.
#pragma once

#include <string>

#include "client/store/store.h"

namespace pilotage::store {

struct Settings {
  std::string language;    // "en", "fr", "es"; "" follows the system
  int scale_percent = 100; // 100 … 200
  int retention_days = -1; // after confirmation; -1 keeps everything
  bool sync_automatically = true;
  bool metered = false; // the network costs money: large files wait for another
  bool operator==(const Settings&) const = default;
};

Result<Settings> load_settings(Store& store);
// Errors: invalid_value (a scale outside of 100 … 200).
Result<void> save_settings(Store& store, const Settings& settings);

// What this installation calls itself in the metadata of responses: "pilotage:<uuid>", drawn once.
Result<std::string> device_id(Store& store);

} // namespace pilotage::store
