#include "client/ui/widgets/text_breaks.h"

#include <array>
#include <memory>

namespace pilotage::ui {

namespace {

struct IteratorCloser {
  void operator()(UBreakIterator* iterator) const { ubrk_close(iterator); }
};

UBreakIterator* shared(UBreakIteratorType type) {
  thread_local std::array<std::unique_ptr<UBreakIterator, IteratorCloser>, 4> opened;
  auto& iterator = opened.at(static_cast<std::size_t>(type));
  if (!iterator) {
    UErrorCode status = U_ZERO_ERROR;
    iterator.reset(ubrk_open(type, "en", nullptr, 0, &status));
  }
  return iterator.get();
}

} // namespace

Breaks::Breaks(UBreakIteratorType type, std::string_view text) : iterator_(shared(type)), length_(static_cast<int>(text.size())) {
  UErrorCode status = U_ZERO_ERROR;
  text_ = utext_openUTF8(nullptr, text.data(), static_cast<int64_t>(text.size()), &status);
  ubrk_setUText(iterator_, text_, &status);
}

Breaks::~Breaks() { utext_close(text_); }

int Breaks::after(int at) {
  const int found = ubrk_following(iterator_, at);
  return found == UBRK_DONE ? length_ : found;
}

int Breaks::before(int at) {
  const int found = ubrk_preceding(iterator_, at);
  return found == UBRK_DONE ? 0 : found;
}

bool Breaks::at_break(int at) { return ubrk_isBoundary(iterator_, at) != 0; }

bool Breaks::ends_word(int at) {
  if (ubrk_isBoundary(iterator_, at) == 0) return false;
  return ubrk_getRuleStatus(iterator_) >= UBRK_WORD_NONE_LIMIT;
}

} // namespace pilotage::ui
