// Reads XML as a stream of tags and texts out of a source that is unpacked piece by piece, so that a sheet of any
// length needs the same little memory. It reads what spreadsheets write: no document type, no entities but the five of
// XML and character references. One thread.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace pilotage::forms::xlsform {

class XmlScanner {
public:
  // Fills the buffer and returns how many bytes there were; 0 at the end.
  using Source = std::function<std::size_t(char*, std::size_t)>;

  enum class Token { start, end, text, done, damaged };

  explicit XmlScanner(Source source);

  // The views that the other functions return hold until the next call.
  Token next();

  // Of a start or end tag, without its prefix.
  std::string_view name() const { return name_; }
  // Of a start tag, undecoded.
  std::optional<std::string_view> attribute(std::string_view name) const;
  // Of a start tag: it ends with "/>", and no end tag follows.
  bool is_empty_element() const { return empty_element_; }
  // Of a text, undecoded.
  std::string_view text() const { return text_; }
  // The text comes from a CDATA section, where & stands for itself.
  bool is_literal() const { return literal_; }

private:
  bool fill();
  std::size_t find(std::string_view what, std::size_t from);
  // Nothing where what stood there is no token: a comment.
  std::optional<Token> read_token();
  std::optional<Token> read_tag();
  std::optional<Token> skip_declaration(std::size_t start, std::string_view closing);

  Source source_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool source_ended_ = false;
  std::string_view name_;
  std::string_view attributes_;
  std::string_view text_;
  bool empty_element_ = false;
  bool literal_ = false;
};

// With &amp; and its like replaced, appended to `result`.
void append_decoded(std::string_view text, std::string& result);

} // namespace pilotage::forms::xlsform
