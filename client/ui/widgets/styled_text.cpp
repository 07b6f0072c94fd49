#include "client/ui/widgets/styled_text.h"

#include <cctype>

namespace pilotage::ui {

StyledText plain(std::string_view text, FaceRole face) { return {std::string(text), {{static_cast<int>(text.size()), face}}}; }

namespace {

class Markdown {
public:
  Markdown(std::string_view source, FaceRole face) : source_(source), face_(face) {}

  StyledText read() {
    while (at_ < source_.size()) step();
    close_run();
    if (styled_.runs.empty()) styled_.runs.push_back({0, face_});
    return std::move(styled_);
  }

private:
  char peek(std::size_t ahead) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }
  bool line_start() const { return styled_.text.empty() || styled_.text.back() == '\n'; }

  void step() {
    const char c = source_[at_];
    if (c == '\\' && std::ispunct(static_cast<unsigned char>(peek(1))) != 0) return take(1, 1);
    if (c == '#' && line_start() && heading()) return;
    if (c == '\n' && heading_) {
      switch_to(heading_, false);
      return take(0, 1);
    }
    if ((c == '*' || c == '_') && emphasis(c)) return;
    if (c == '[' && link()) return;
    if (c == '<' && tag()) return;
    take(0, 1);
  }

  void take(std::size_t skip, std::size_t count) {
    styled_.text += source_.substr(at_ + skip, count);
    at_ += skip + count;
  }

  bool heading() {
    std::size_t level = 0;
    while (peek(level) == '#') ++level;
    if (level > 6 || peek(level) != ' ') return false;
    at_ += level + 1;
    switch_to(heading_, true);
    return true;
  }

  // A mark opens before a word and closes after one; otherwise it is a star or a low line.
  bool emphasis(char mark) {
    const bool two = peek(1) == mark;
    bool& on = two ? bold_ : italic_;
    const std::size_t length = two ? 2 : 1;
    const char before = styled_.text.empty() ? ' ' : styled_.text.back();
    const char after = peek(length);
    const bool in_word = std::isalnum(static_cast<unsigned char>(before)) != 0 && std::isalnum(static_cast<unsigned char>(after)) != 0;
    if (mark == '_' && in_word) return false;
    const std::string_view marks = source_.substr(at_, length);
    if (!on && (after == '\0' || std::isspace(static_cast<unsigned char>(after)) != 0 ||
                source_.find(marks, at_ + length) == std::string_view::npos))
      return false;
    if (on && std::isspace(static_cast<unsigned char>(before)) != 0) return false;
    switch_to(on, !on);
    at_ += length;
    return true;
  }

  bool link() {
    const std::size_t close = source_.find("](", at_);
    const std::size_t end = close == std::string_view::npos ? close : source_.find(')', close);
    if (end == std::string_view::npos || source_.substr(at_, end - at_).find('\n') != std::string_view::npos) return false;
    const std::string_view words = source_.substr(at_ + 1, close - at_ - 1);
    const std::string_view address = source_.substr(close + 2, end - close - 2);
    styled_.text += words;
    if (words != address) styled_.text.append(" (").append(address).append(")");
    at_ = end + 1;
    return true;
  }

  bool tag() {
    const std::size_t end = source_.find('>', at_);
    if (end == std::string_view::npos || end - at_ > 120) return false;
    std::string name;
    for (std::size_t i = at_ + 1; i < end && (std::isalnum(static_cast<unsigned char>(source_[i])) != 0 || source_[i] == '/'); ++i)
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(source_[i])));
    if (name == "br" || name == "br/" || name == "/p" || name == "/div")
      styled_.text += '\n';
    else if (name == "b" || name == "strong")
      switch_to(bold_, true);
    else if (name == "/b" || name == "/strong")
      switch_to(bold_, false);
    else if (name == "i" || name == "em")
      switch_to(italic_, true);
    else if (name == "/i" || name == "/em")
      switch_to(italic_, false);
    else if (name != "span" && name != "/span" && name != "font" && name != "/font" && name != "p" && name != "div")
      return false;
    at_ = end + 1;
    return true;
  }

  void switch_to(bool& state, bool on) {
    close_run();
    state = on;
  }

  void close_run() {
    const int end = static_cast<int>(styled_.text.size());
    if (end == (styled_.runs.empty() ? 0 : styled_.runs.back().end)) return;
    const FaceRole strong = face_ == FaceRole::small || face_ == FaceRole::small_bold ? FaceRole::small_bold : FaceRole::bold;
    const bool large = face_ == FaceRole::heading || face_ == FaceRole::title;
    const FaceRole face = large ? face_ : bold_ || heading_ ? strong : italic_ && face_ == FaceRole::body ? FaceRole::italic : face_;
    styled_.runs.push_back({end, face});
  }

  std::string_view source_;
  FaceRole face_;
  StyledText styled_;
  std::size_t at_ = 0;
  bool bold_ = false, italic_ = false, heading_ = false;
};

} // namespace

StyledText markdown(std::string_view source, FaceRole face) { return Markdown(source, face).read(); }

} // namespace pilotage::ui
