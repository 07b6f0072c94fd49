// An allocator for containers that may grow to many megabytes and are written from front to back: the nodes and texts of a document.
// From a megabyte on, the kernel is asked for large pages (Linux, transparent huge pages), so that filling the memory interrupts the
// program once for two megabytes and not 512 times. Smaller blocks come from operator new.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace pilotage::forms {

// Throws std::bad_alloc.
void* allocate_in_large_pages(std::size_t bytes);
void free_large_pages(void* block, std::size_t bytes);

template <typename T>
struct LargePages {
  using value_type = T;
  LargePages() = default;
  template <typename Other>
  LargePages(const LargePages<Other>&) {}
  T* allocate(std::size_t count) { return static_cast<T*>(allocate_in_large_pages(count * sizeof(T))); }
  void deallocate(T* block, std::size_t count) { free_large_pages(block, count * sizeof(T)); }
  bool operator==(const LargePages&) const { return true; }
};

template <typename T>
using LargeVector = std::vector<T, LargePages<T>>;
using LargeString = std::basic_string<char, std::char_traits<char>, LargePages<char>>;

} // namespace pilotage::forms
