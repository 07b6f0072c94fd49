// A folder of files named by the SHA-256 of their content ("ab/ab12…"). A file is there whole or not at all: it is written aside, synced
// and renamed, and its folder is synced, before put() returns. For the parts of this folder; throws Failure.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

namespace pilotage::store {

class ContentFiles {
public:
  explicit ContentFiles(std::filesystem::path root) : root_(std::move(root)) {}

  // `bytes` under `hash`, which is that of the content before it was sealed.
  void put(const std::string& hash, std::string_view bytes, std::string_view suffix = {}) const;
  std::filesystem::path path(const std::string& hash, std::string_view suffix = {}) const;
  bool has(const std::string& hash, std::string_view suffix = {}) const;
  std::string read(const std::string& hash, std::string_view suffix = {}) const;
  // Deletes what is not in `keep`, and what was left by writes that broke off.
  int remove_all_but(const std::set<std::string>& keep) const;

private:
  std::filesystem::path root_;
};

// The SHA-256 of bytes, in lower-case hexadecimal.
std::string content_hash(std::string_view bytes);

} // namespace pilotage::store
