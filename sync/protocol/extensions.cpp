#include "sync/protocol/extensions.h"

#include "sync/protocol/header_fields.h"

namespace pilotage::sync {

namespace {

struct Word {
  std::string_view name;
  bool Extensions::* member;
};

constexpr Word kWords[] = {{"receipt", &Extensions::receipts},
                           {"results", &Extensions::results},
                           {"batch", &Extensions::batches},
                           {"batch-dictionary", &Extensions::dictionaries},
                           {"tus", &Extensions::tus}};

} // namespace

std::string write_extensions(const Extensions& extensions) {
  std::string out;
  for (const auto& word : kWords) {
    if (!(extensions.*word.member)) continue;
    if (!out.empty()) out += ", ";
    out += word.name;
  }
  return out;
}

Extensions read_extensions(std::string_view header_value) {
  Extensions extensions;
  for (const auto& [name, _] : split_fields(header_value, ','))
    for (const auto& word : kWords)
      if (word.name == name) extensions.*word.member = true;
  return extensions;
}

} // namespace pilotage::sync
