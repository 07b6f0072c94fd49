// The cells of a CSV document, one after the other: commas, semicolons or tabs between them, quotes as RFC 4180 has them.
#pragma once

#include <string>
#include <string_view>

namespace pilotage::forms {

// Goes through the cells of a CSV document. A cell is a view of it, or of `unquoted` where quotes had to be taken out.
class CsvCells {
public:
  CsvCells(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  bool at_end() const { return at_ >= text_.size(); }
  bool row_ended() const { return row_ended_; }
  bool truncated() const { return truncated_; }
  std::size_t offset() const { return at_; }

  std::string_view next() {
    row_ended_ = false;
    return at_ < text_.size() && text_[at_] == '"' ? quoted() : plain();
  }

private:
  std::string_view plain() {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    const std::string_view cell = text_.substr(start, at_ - start);
    end_cell();
    return cell;
  }

  std::string_view quoted() {
    unquoted_.clear();
    ++at_;
    while (true) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == std::string_view::npos) {
        truncated_ = true;
        at_ = text_.size();
        row_ended_ = true;
        return {};
      }
      unquoted_.append(text_, at_, quote - at_);
      at_ = quote + 1;
      if (at_ >= text_.size() || text_[at_] != '"') break;
      unquoted_.push_back('"');
      ++at_;
    }
    const std::size_t rest = at_;
    while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    unquoted_.append(text_, rest, at_ - rest);
    end_cell();
    return unquoted_;
  }

  void end_cell() {
    row_ended_ = true;
    if (at_ >= text_.size()) return;
    if (text_[at_] == delimiter_) {
      row_ended_ = false;
      ++at_;
      return;
    }
    if (text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  }

  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  bool row_ended_ = false;
  bool truncated_ = false;
  std::string unquoted_;
};

// The delimiter that the header row uses: the first of comma, semicolon and tab that stands in it outside quotes.
char delimiter_of(std::string_view csv);

} // namespace pilotage::forms
