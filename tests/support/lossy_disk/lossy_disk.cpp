#include "support/lossy_disk/lossy_disk.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

namespace pilotage::tests {

namespace fs = std::filesystem;

namespace {

struct Unsynced {
  UnsyncedHeader header;
  std::string path;
  std::string other_path;
  std::string bytes;
};

// Where the next record begins at or behind `at`; the end where there is none.
std::size_t next_mark(const std::string& all, std::size_t at) {
  const std::uint64_t mark = kUnsyncedMark;
  return std::min(all.find(std::string_view(reinterpret_cast<const char*>(&mark), sizeof mark), at), all.size());
}

// A record of which only a part was written is left out: its change was never made.
std::vector<Unsynced> read_record(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string all((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  std::vector<Unsynced> changes;
  for (std::size_t at = next_mark(all, 0); at + sizeof(UnsyncedHeader) <= all.size();) {
    Unsynced change;
    std::memcpy(&change.header, all.data() + at, sizeof change.header);
    const std::size_t paths = at + sizeof change.header;
    const std::size_t end = paths + change.header.path_bytes + change.header.byte_count;
    if (end > all.size() || next_mark(all, end) != end) {
      at = next_mark(all, paths);
      continue;
    }
    change.path = all.c_str() + paths;
    change.other_path = all.c_str() + paths + change.path.size() + 1;
    change.bytes = all.substr(paths + change.header.path_bytes, change.header.byte_count);
    at = end;
    changes.push_back(std::move(change));
  }
  return changes;
}

std::map<std::string, fs::path> paths_by_inode(const fs::path& folder) {
  std::map<std::string, fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    struct stat status{};
    if (entry.is_regular_file() && ::stat(entry.path().c_str(), &status) == 0) paths[std::to_string(status.st_ino)] = entry.path();
  }
  return paths;
}

void take_back_content(const fs::path& file, const Unsynced& change) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return;
  const auto offset = static_cast<off_t>(change.header.offset);
  const auto size = static_cast<off_t>(change.header.old_size);
  struct stat status{};
  if (::fstat(descriptor, &status) == 0 && status.st_size > size && ::ftruncate(descriptor, size) != 0)
    throw std::runtime_error("the lossy disk cannot shorten " + file.string());
  if (::pwrite(descriptor, change.bytes.data(), change.bytes.size(), offset) != static_cast<ssize_t>(change.bytes.size()))
    throw std::runtime_error("the lossy disk cannot write " + file.string());
  ::close(descriptor);
}

void take_back_entry(const Unsynced& change) {
  std::error_code ignored; // what is gone already is as lost as it can be
  if (change.header.kind == UnsyncedKind::created)
    fs::remove_all(change.path, ignored); // what lies in a folder goes with its name, synced or not
  else
    fs::rename(change.other_path, change.path, ignored);
}

} // namespace

LossyDisk::LossyDisk(fs::path folder, fs::path record) : folder_(std::move(folder)), record_(std::move(record)) {
  fs::create_directories(record_);
  const int file = ::open((record_ / "control").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || ::ftruncate(file, sizeof(DiskControl)) != 0) throw std::runtime_error("no control file for the lossy disk");
  void* mapped = ::mmap(nullptr, sizeof(DiskControl), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  if (mapped == MAP_FAILED) throw std::runtime_error("no control of the lossy disk");
  control_ = static_cast<DiskControl*>(mapped);
}

LossyDisk::~LossyDisk() { ::munmap(control_, sizeof(DiskControl)); }

std::vector<std::string> LossyDisk::environment() const {
  const auto library = fs::read_symlink("/proc/self/exe").parent_path() / "liblossy_disk.so";
  return {"LD_PRELOAD=" + library.string(), std::string(kLossyFolderVariable) + "=" + folder_.string(),
          std::string(kLossyRecordVariable) + "=" + record_.string()};
}

std::size_t LossyDisk::cut_power(std::mt19937_64& random, double share) {
  std::bernoulli_distribution lost(share);
  std::size_t count = 0;
  const auto paths = paths_by_inode(folder_);
  std::vector<Unsynced> entries;
  for (const auto& file : fs::directory_iterator(record_)) {
    if (file.path().filename() == "control") continue;
    auto changes = read_record(file.path());
    const auto path = paths.find(file.path().filename().string());
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
      if (!lost(random)) continue;
      ++count;
      if (change->header.kind != UnsyncedKind::content)
        entries.push_back(std::move(*change));
      else if (path != paths.end())
        take_back_content(path->second, *change);
    }
    fs::remove(file.path());
  }
  std::ranges::sort(entries, std::ranges::greater(), [](const Unsynced& change) { return change.header.time; });
  for (const auto& entry : entries) take_back_entry(entry);
  return count;
}

} // namespace pilotage::tests
