// The files that belong to responses, stored once by the SHA-256 of their content. A file is written aside, synced and renamed
// before a row names it, so a row never names half a file. Content is sealed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/store/ids.h"
#include "client/store/store.h"

namespace pilotage::store {

struct StoredAttachment {
  std::string name; // as the instance XML names it
  std::string hash; // SHA-256, hexadecimal
  std::int64_t size = 0;
  std::string media_type;
  std::int64_t added_at = 0;
};

class ResponseAttachments {
public:
  explicit ResponseAttachments(Store& store) : store_(store) {}

  // Under a name that every server takes (attachment_name.h) and that is not taken in this response: "photo.jpg", or "photo-2.jpg" for
  // other content. Errors: invalid_value (a name with a folder in it, or an empty one).
  Result<StoredAttachment> add(ResponseId response, std::string_view name, std::string_view content, std::string_view media_type = {});
  Result<std::vector<StoredAttachment>> list(ResponseId response) const;
  // Errors: not_found; damaged (the file is not what it was).
  Result<std::string> content(ResponseId response, std::string_view name) const;
  // Deletes files that no row names any more; says how many.
  Result<int> collect_garbage();

private:
  Store& store_;
};

} // namespace pilotage::store
