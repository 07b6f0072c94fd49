// Writes XML straight into one text, indented by two spaces; an element with text in it stays on one line.
// One writer per document, one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pilotage::forms::xlsform {

class XmlWriter {
public:
  XmlWriter();

  void open(std::string_view tag);
  // Of the element that was opened last, before anything is put into it.
  void attribute(std::string_view name, std::string_view value);
  void text(std::string_view text);
  // What follows within this element are texts and elements mixed, so no white space may be added.
  void begin_mixed();
  void close();

  // <tag>text</tag>, or <tag/> where the text is empty.
  void element(std::string_view tag, std::string_view text);

  void reserve(std::size_t bytes) { out_.reserve(bytes); }
  std::string finish() { return std::move(out_); }

private:
  struct Open {
    std::string tag;
    bool has_children = false;
    bool has_text = false;
    bool mixed = false;
  };

  void end_start_tag();
  void new_line();

  std::string out_;
  std::vector<Open> open_;
  std::size_t depth_ = 0;
  bool in_start_tag_ = false;
};

// With &, < and > replaced, and in attributes " as well; characters that XML cannot hold are left out.
void append_escaped(std::string_view text, bool in_attribute, std::string& result);

} // namespace pilotage::forms::xlsform
