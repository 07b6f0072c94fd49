#include "client/store/content_files.h"

#include <fstream>
#include <iterator>

#include "client/store/database.h"
#include "client/store/durable_file.h"
#include "sync/protocol/content_hash.h"

namespace pilotage::store {

namespace fs = std::filesystem;

fs::path ContentFiles::path(const std::string& hash, std::string_view suffix) const {
  return root_ / hash.substr(0, 2) / (hash + std::string(suffix));
}

bool ContentFiles::has(const std::string& hash, std::string_view suffix) const {
  std::error_code ignored;
  return fs::is_regular_file(path(hash, suffix), ignored);
}

void ContentFiles::put(const std::string& hash, std::string_view bytes, std::string_view suffix) const {
  const fs::path file = path(hash, suffix);
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  if (failed) fail_with(failed.value(), file.parent_path());
  // Whoever made these folders may not have come to sync their names; a power cut would take all that is in them.
  sync_directory(root_.parent_path());
  sync_directory(root_);
  if (has(hash, suffix) && fs::file_size(file) == bytes.size()) return sync_directory(file.parent_path()); // whole, its name perhaps not
  write_durably(file, bytes);
}

std::string ContentFiles::read(const std::string& hash, std::string_view suffix) const {
  std::ifstream in(path(hash, suffix), std::ios::binary);
  if (!in)
    fail_now(ErrorCode::damaged, "The file of an attachment is missing. Put it back from a back-up, or attach the file again.",
             path(hash, suffix).string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

int ContentFiles::remove_all_but(const std::set<std::string>& keep) const {
  int removed = 0;
  std::error_code failed;
  for (fs::recursive_directory_iterator entry(root_, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (!entry->is_regular_file(failed) || keep.contains(entry->path().filename().string())) continue;
    if (fs::remove(entry->path(), failed)) ++removed;
  }
  return removed;
}

std::string content_hash(std::string_view bytes) { return sync::sha256_hex(bytes); }

} // namespace pilotage::store
