// The one place where what people typed (answers, comments, names, frozen XML, attachments, credentials) turns into the bytes that
// lie on the disk, and back. Everything else in client/store hands its text through here and never looks inside the result.
//
// The first byte of a sealed value names the scheme, so that values of different schemes can stand in one store. The scheme in
// use is "clear": the bytes follow as they are. Copyable; safe to use from several threads.
#pragma once

#include <string>
#include <string_view>

#include "forms/error.h"

namespace pilotage::store {

class Sealer {
public:
  std::string seal(std::string_view clear) const;
  // Errors: damaged (no scheme byte, or content that is not what was sealed); newer_version (a scheme that this version does not know).
  Result<std::string> open(std::string_view sealed) const;

  // The same for the content of an attachment's file. A file in the clear has no scheme byte, so that it can be sent as it lies on the
  // disk; a sealed one will be told by the suffix of its name.
  std::string seal_file(std::string_view clear) const;
  Result<std::string> open_file(std::string_view sealed) const;
  std::string_view file_suffix() const;
};

} // namespace pilotage::store
