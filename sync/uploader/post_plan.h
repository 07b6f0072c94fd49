// Which parts of a submission go into the next post: the XML always, then as many of the missing attachments as fit into what the
// server takes, in their order; at least one, when the XML is there already, since nothing else would move on. For this folder only.
#pragma once

#include "sync/protocol/multipart_writer.h"
#include "sync/uploader/outbox.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pilotage::sync {

struct PostLimits {
  std::uint64_t post_bytes = 0;                  // 0: none
  std::optional<std::uint64_t> small_bytes = {}; // attachments above this wait for a later post; nullopt: none waits
};

struct PlannedPost {
  MultipartBody body;
  std::vector<std::string> attachments; // in this post
  bool last = false;                    // nothing is missing after it
};

PlannedPost plan_post(const OutboxItem& item, const PostLimits& limits, const std::string& boundary);

} // namespace pilotage::sync
