#include "sync/uploader/post_plan.h"

#include "sync/protocol/headers.h"

#include <algorithm>

namespace pilotage::sync {

PlannedPost plan_post(const OutboxItem& item, const PostLimits& limits, const std::string& boundary) {
  // *isIncomplete* may or may not be needed: its room is kept free.
  MultipartWriter mark(boundary);
  const auto empty = mark.size();
  mark.add_field(kIncompletePartName, kIncompletePartValue);
  const auto mark_bytes = mark.size() - empty;

  MultipartWriter writer(boundary);
  const auto waits = [&](const OutboxAttachment& attachment) { return limits.small_bytes && attachment.size > *limits.small_bytes; };
  const bool all_wait = std::ranges::all_of(item.attachments, [&](const auto& other) { return other.accepted || waits(other); });
  writer.add_bytes(kXmlPartName, "submission.xml", "text/xml", item.xml);
  PlannedPost post{.body = {}, .attachments = {}, .last = true};
  for (const auto& attachment : item.attachments) {
    if (attachment.accepted) continue;
    const auto type = content_type_of(attachment.name);
    const bool fits = limits.post_bytes == 0 ||
                      writer.size() + mark_bytes + writer.size_of_file_part(attachment.name, type, attachment.size) <= limits.post_bytes;
    const bool must_move = item.xml_accepted && post.attachments.empty() && (all_wait || !waits(attachment));
    if ((fits && !waits(attachment)) || must_move) {
      writer.add_file(attachment.name, type, attachment.file, attachment.size, attachment.sha256);
      post.attachments.push_back(attachment.name);
    } else {
      post.last = false;
    }
  }
  if (!post.last) writer.add_field(kIncompletePartName, kIncompletePartValue);
  post.body = writer.finish();
  return post;
}

} // namespace pilotage::sync
