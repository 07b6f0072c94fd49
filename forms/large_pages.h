// An allocator for containers that may grow large and are written from front to back: the nodes and texts of a document, the questions of a
// form. On Linux the kernel is asked for large pages (transparent huge pages) for them: filling two megabytes then interrupts the program
// once and not 512 times. Blocks lie side by side in regions, so that they share such pages; a region is given back as a whole, when
// nothing is left in it. The largest blocks have regions of their own, small ones come from operator new.
//
// Any thread may allocate and free.
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
