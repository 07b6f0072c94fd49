// What a server speaks beside plain OpenRosa, announced in the header X-Pilotage-Extensions on every answer of a
// project's URLs: a comma-separated list of words. Unknown words are ignored, so that either end may be newer.
#pragma once

#include <string>
#include <string_view>

namespace pilotage::sync {

struct Extensions {
  bool receipts = false;     // "receipt": answers to submissions carry X-Pilotage-Receipt
  bool results = false;      // "results": GET <project>/results is the results feed (feed.h)
  bool batches = false;      // "batch": POST <project>/batch takes zstd-compressed batches (batch.h)
  bool dictionaries = false; // "batch-dictionary": a batch may be packed with its form's dictionary (form_dictionary.h)
  bool tus = false;          // "tus": resumable uploads of attachments under <project>/uploads

  bool any() const { return receipts || results || batches || dictionaries || tus; }
  bool operator==(const Extensions&) const = default;
};

std::string write_extensions(const Extensions& extensions);
Extensions read_extensions(std::string_view header_value);

} // namespace pilotage::sync
