#include "forms/large_pages.h"

#include <cstdlib>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace pilotage::forms {

namespace {
constexpr std::size_t kPage = std::size_t{2} << 20;
constexpr std::size_t kLarge = kPage / 2;
} // namespace

void* allocate_in_large_pages(std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  if (bytes >= kLarge) {
    const std::size_t rounded = (bytes + kPage - 1) / kPage * kPage;
    void* block = rounded < bytes ? nullptr : std::aligned_alloc(kPage, rounded);
    if (block == nullptr) throw std::bad_alloc();
    madvise(block, rounded, MADV_HUGEPAGE); // where it is refused, pages are small
    return block;
  }
#endif
  return ::operator new(bytes);
}

void free_large_pages(void* block, std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  if (bytes >= kLarge) {
    std::free(block);
    return;
  }
#endif
  ::operator delete(block, bytes);
}

} // namespace pilotage::forms
