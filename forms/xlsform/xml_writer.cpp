#include "forms/xlsform/xml_writer.h"

#include <utility>

namespace pilotage::forms::xlsform {
namespace {

// Most texts need no replacement: they are copied in one piece.
bool is_plain(unsigned char c) { return c >= 0x20 && c != '&' && c != '<' && c != '>' && c != '"' && c != 0xEF; }

} // namespace

void append_escaped(std::string_view text, bool in_attribute, std::string& result) {
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (is_plain(c)) continue;
    std::string_view with;
    std::size_t length = 1;
    if (c == '&') {
      with = "&amp;";
    } else if (c == '<') {
      with = "&lt;";
    } else if (c == '>') {
      with = "&gt;";
    } else if (c == '"' && in_attribute) {
      with = "&quot;";
    } else if (c == '\n' && in_attribute) {
      with = "&#10;";
    } else if (c == 0xEF) {
      // U+FFFE and U+FFFF.
      if (text.substr(at, 3) != "\xEF\xBF\xBE" && text.substr(at, 3) != "\xEF\xBF\xBF") continue;
      length = 3;
    } else if (c == '"' || c == '\n' || c == '\t') {
      continue;
    }
    result += text.substr(start, at - start);
    result += with;
    start = at + length;
    at = start - 1;
  }
  result += text.substr(start);
}

XmlWriter::XmlWriter() : out_("<?xml version=\"1.0\"?>") {}

void XmlWriter::new_line() {
  out_ += '\n';
  out_.append(2 * depth_, ' ');
}

void XmlWriter::end_start_tag() {
  if (in_start_tag_) out_ += '>';
  in_start_tag_ = false;
}

void XmlWriter::open(std::string_view tag) {
  end_start_tag();
  const bool within_text = depth_ > 0 && (open_[depth_ - 1].mixed || open_[depth_ - 1].has_text);
  if (depth_ > 0) open_[depth_ - 1].has_children = true;
  if (!within_text) new_line();
  out_ += '<';
  out_ += tag;
  if (depth_ == open_.size()) open_.emplace_back();
  Open& element = open_[depth_++];
  element.tag = tag;
  element.has_children = false;
  element.has_text = false;
  element.mixed = within_text;
  in_start_tag_ = true;
}

void XmlWriter::attribute(std::string_view name, std::string_view value) {
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  append_escaped(value, true, out_);
  out_ += '"';
}

void XmlWriter::text(std::string_view text) {
  if (text.empty()) return;
  end_start_tag();
  open_[depth_ - 1].has_text = true;
  append_escaped(text, false, out_);
}

void XmlWriter::begin_mixed() { open_[depth_ - 1].mixed = true; }

void XmlWriter::close() {
  const Open& element = open_[--depth_];
  if (in_start_tag_) {
    out_ += "/>";
    in_start_tag_ = false;
    return;
  }
  if (element.has_children && !element.mixed && !element.has_text) new_line();
  out_ += "</";
  out_ += element.tag;
  out_ += '>';
}

void XmlWriter::element(std::string_view tag, std::string_view content) {
  open(tag);
  text(content);
  close();
}

} // namespace pilotage::forms::xlsform
