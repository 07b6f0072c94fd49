// Many short strings in few blocks: the labels and values of a form's choices. What add() gives stays where it is for the
// life of the pool. Two equal strings that follow each other are kept once.
#pragma once

#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace pilotage::forms {

class StringPool {
public:
  std::string_view add(std::string_view text) {
    if (text.empty()) return {};
    if (text == last_) return last_;
    if (text.size() > left_) {
      const std::size_t size = text.size() > kBlock ? text.size() : kBlock;
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
      at_ = blocks_.back().get();
      left_ = size;
    }
    std::memcpy(at_, text.data(), text.size());
    last_ = {at_, text.size()};
    at_ += text.size();
    left_ -= text.size();
    return last_;
  }

private:
  static constexpr std::size_t kBlock = 64 * 1024;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* at_ = nullptr;
  std::size_t left_ = 0;
  std::string_view last_;
};

} // namespace pilotage::forms
