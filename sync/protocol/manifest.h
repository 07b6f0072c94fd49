// The OpenRosa manifest: the media files that belong to one form, with their hashes. The reader refuses names that would
// leave the form's folder (names.h) and lists without end.
#pragma once

#include "forms/error.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::sync {

struct ManifestFile {
  std::string name = {};         // relative, no ".."
  std::string md5 = {};          // 32 lower-case hexadecimal digits, without "md5:"; empty where none can be used
  std::string download_url = {}; // as it is listed: usually absolute
  bool entity_list = false;      // type="entityList": the rows of a dataset, as CSV

  bool operator==(const ManifestFile&) const = default;
};

std::string write_manifest(std::span<const ManifestFile> files);

// malformed when it is not a manifest, a field breaks its rule or a name stands for two files (twice for the same it counts once);
// limit_exceeded when it is too large.
Result<std::vector<ManifestFile>> read_manifest(std::string_view xml, std::string_view where = {});

} // namespace pilotage::sync
