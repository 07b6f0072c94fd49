// A receipt: the endpoint's word that a submission is on its disk. The client keeps its copy until the receipt is stored,
// and compares it with what was sent. It travels in the header X-Pilotage-Receipt of the answer to a submission:
//
//   X-Pilotage-Receipt: sequence=42; sha256=<64 hex>; attachments=2; instance=uuid%3A…
//
// Other OpenRosa servers give none; then the client's receipt has the hash of what it sent and sequence 0.
#pragma once

#include "forms/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace pilotage::sync {

struct Receipt {
  std::string instance_id = {};
  std::string sha256 = {};       // of the submission's XML bytes as received
  std::uint64_t sequence = 0;    // its place in the project's sequence, from 1; 0 when the server gives none
  std::uint32_t attachments = 0; // how many of its attachments the server holds now

  bool operator==(const Receipt&) const = default;
};

// The header's value.
std::string write_receipt(const Receipt& receipt);
Result<Receipt> read_receipt(std::string_view header_value);

} // namespace pilotage::sync
