#include "forms/large_pages.h"

#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>

#include "forms/sanitized.h"

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace pilotage::forms {

#if defined(MADV_HUGEPAGE) && !defined(PILOTAGE_SANITIZED)

namespace {

constexpr std::size_t kPage = std::size_t{2} << 20;
constexpr std::size_t kSmall = std::size_t{64} << 10;  // below it
constexpr std::size_t kRegion = std::size_t{16} << 20; // of addresses; what is not written takes no memory
constexpr std::size_t kLargest = kRegion / 4;          // from it on

std::size_t rounded(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

// Aligned to its size, where that is kRegion.
void* allocate_pages(std::size_t bytes, std::size_t alignment) {
  void* block = rounded(bytes, kPage) < bytes ? nullptr : std::aligned_alloc(alignment, rounded(bytes, kPage));
  if (block == nullptr) throw std::bad_alloc();
  madvise(block, rounded(bytes, kPage), MADV_HUGEPAGE); // where it is refused, pages are small
  return block;
}

// What a region begins with.
struct Region {
  std::size_t used = sizeof(Region);
  std::size_t blocks = 0;
};

class Regions {
public:
  void* allocate(std::size_t bytes) {
    bytes = rounded(bytes, alignof(std::max_align_t));
    const std::scoped_lock lock(mutex_);
    if (current_ == nullptr || current_->used + bytes > kRegion) current_ = new (allocate_pages(kRegion, kRegion)) Region;
    void* block = reinterpret_cast<std::byte*>(current_) + current_->used;
    current_->used += bytes;
    ++current_->blocks;
    return block;
  }

  void free(void* block) {
    auto* region = reinterpret_cast<Region*>(static_cast<std::byte*>(block) - reinterpret_cast<std::uintptr_t>(block) % kRegion);
    const std::scoped_lock lock(mutex_);
    if (--region->blocks != 0) return;
    if (region == current_) current_ = nullptr;
    std::free(region);
  }

private:
  std::mutex mutex_;
  Region* current_ = nullptr; // it holds a block at least, and so does every other one
};

// Never destroyed: what lives until the program ends may lie in them.
Regions& regions() {
  static auto* all = new Regions;
  return *all;
}

} // namespace

void* allocate_in_large_pages(std::size_t bytes) {
  if (bytes < kSmall) return ::operator new(bytes);
  return bytes < kLargest ? regions().allocate(bytes) : allocate_pages(bytes, kPage);
}

void free_large_pages(void* block, std::size_t bytes) {
  if (bytes < kSmall)
    ::operator delete(block, bytes);
  else if (bytes < kLargest)
    regions().free(block);
  else
    std::free(block);
}

#else

void* allocate_in_large_pages(std::size_t bytes) { return ::operator new(bytes); }
void free_large_pages(void* block, std::size_t bytes) { ::operator delete(block, bytes); }

#endif

} // namespace pilotage::forms
