// Many short strings in few blocks: the names, labels and values of a form. What add() gives stays where it is for the life of the
// pool, also when the pool is moved. Two equal strings that follow each other are kept once.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "forms/large_pages.h"

namespace pilotage::forms {

class StringPool {
public:
  StringPool() = default;
  StringPool(StringPool&& other) noexcept { swap(other); }
  StringPool& operator=(StringPool&& other) noexcept {
    swap(other);
    return *this;
  }
  StringPool(const StringPool&) = delete;
  StringPool& operator=(const StringPool&) = delete;
  ~StringPool() = default;

  std::string_view add(std::string_view text) {
    if (text.empty()) return {};
    if (text == last_) return last_;
    if (text.size() > left_) {
      // Blocks double, so that a pool of three names is small and one of a million labels is few blocks.
      const std::size_t size = std::max(text.size(), kFirstBlock << std::min(blocks_.size(), kDoublings));
      at_ = static_cast<char*>(allocate_in_large_pages(size));
      blocks_.emplace_back(at_, FreeBlock{size});
      left_ = size;
    }
    std::memcpy(at_, text.data(), text.size());
    last_ = {at_, text.size()};
    at_ += text.size();
    left_ -= text.size();
    return last_;
  }

private:
  void swap(StringPool& other) noexcept {
    std::swap(blocks_, other.blocks_);
    std::swap(at_, other.at_);
    std::swap(left_, other.left_);
    std::swap(last_, other.last_);
  }

  struct FreeBlock {
    std::size_t size;
    void operator()(char* block) const { free_large_pages(block, size); }
  };
  static constexpr std::size_t kFirstBlock = 1024;
  static constexpr std::size_t kDoublings = 11; // up to two megabytes
  std::vector<std::unique_ptr<char, FreeBlock>> blocks_;
  char* at_ = nullptr;
  std::size_t left_ = 0;
  std::string_view last_;
};

} // namespace pilotage::forms
