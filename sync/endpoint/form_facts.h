// What the endpoint itself must know of an XForm: which answers name attachments, whether responses are encrypted, and which media belong
// to it. Everything else is the engine's. Pure function; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"

namespace pilotage::endpoint {

struct FormFacts {
  std::vector<std::string> upload_paths; // "/data/photo", without prefixes; the audit log among them
  bool encrypted = false;                // <submission base64RsaPublicKey="…">
  std::vector<std::string> media;        // names that jr:// addresses give: "countries.csv"
};

// Error: malformed.
Result<FormFacts> read_form_facts(std::string_view xform);

} // namespace pilotage::endpoint
