#include "forms/model/xml_document.h"

#include "forms/xpath/characters.h"

namespace pilotage::forms {

namespace {
constexpr std::size_t kMaxRows = 20'000'000;
} // namespace

void XmlDocument::set_text(Row& row, std::string_view text) {
  row.length = static_cast<std::uint32_t>(text.size());
  row.decoded = xml_.is_in_document(text) ? 0 : 1;
  row.text = static_cast<std::uint32_t>(row.decoded == 0 ? text.data() - xml_.document().data() : decoded_.size());
  if (row.decoded != 0) decoded_.append(text);
}

Result<XmlDocument::RowId> XmlDocument::open() {
  if (rows_.size() > kMaxRows) return std::unexpected(xml_.error_here(ErrorCode::limit_exceeded, "The document holds too many elements."));
  const RowId element = size();
  rows_.push_back({static_cast<std::uint32_t>(xml_.name_id()) & 0xFFFFFFU, static_cast<std::uint32_t>(Kind::element), 1, 0, 0, 0, 0});
  for (const XmlAttribute& attribute : xml_.attributes()) {
    const std::uint32_t name = static_cast<std::uint32_t>(attribute.name) & 0xFFFFFFU;
    rows_.push_back({name, static_cast<std::uint32_t>(Kind::attribute), 0, 0, size() + 1, 0, 0});
    set_text(rows_.back(), attribute.value);
  }
  close(element);
  return element;
}

bool XmlDocument::keeps_space(RowId element) const {
  const std::string_view local = names().local(name(element));
  return local == "label" || local == "hint" || local == "value";
}

// Called at its first child, and after each run of text. The text that an element holds becomes a row of its own, so that other rows can
// stand beside it.
void XmlDocument::begin_children(Level& level) {
  level.has_elements = true;
  level.last_text = kNoRow;
  Row& element = rows_[level.element];
  if (element.leaf == 0) return;
  element.leaf = 0;
  if (element.length == 0) return;
  Row text = element;
  text.kind = static_cast<std::uint32_t>(Kind::text);
  text.end = size() + 1;
  element.length = 0;
  rows_.push_back(text);
}

void XmlDocument::add_text(Level& level, std::string_view text) {
  const bool leaf = rows_[level.element].leaf != 0;
  if (!leaf && level.last_text == kNoRow) {
    level.last_text = size();
    set_text(rows_.emplace_back(Row{0, static_cast<std::uint32_t>(Kind::text), 0, 0, size() + 1, 0, 0}), text);
    return;
  }
  const RowId row = leaf ? level.element : level.last_text;
  if (rows_[row].length == 0) {
    set_text(rows_[row], text);
    return;
  }
  std::string joined(this->text(row)); // text on both sides of a comment or of a CDATA section
  joined.append(text);
  set_text(rows_[row], joined);
}

void XmlDocument::end_blank(Level& level, bool keep) {
  if (keep) add_text(level, blank_);
  blank_.clear();
}

void XmlDocument::read_text(Level& level) {
  const std::string_view text = xml_.text();
  if (xpath::is_xml_blank(text)) {
    if (!level.has_elements || keeps_space(level.element)) blank_ += text;
    return;
  }
  if (!blank_.empty()) end_blank(level, true);
  add_text(level, text);
}

// Of an element that has just been opened: most hold text or nothing.
bool XmlDocument::read_plain_content(RowId element) {
  const auto text = xml_.plain_content();
  if (text && !text->empty()) set_text(rows_[element], *text);
  return text.has_value();
}

Result<XmlDocument::RowId> XmlDocument::read_element() {
  auto top = open();
  if (!top || read_plain_content(*top)) return top;
  std::vector<Level> levels;
  levels.push_back({*top});
  while (true) {
    Level& level = levels.back();
    switch (xml_.next()) {
    case XmlReader::Event::start_element: {
      if (!blank_.empty()) end_blank(level, keeps_space(level.element));
      if (!level.has_elements || level.last_text != kNoRow) begin_children(level);
      auto child = open();
      if (!child) return child;
      if (!read_plain_content(*child)) levels.push_back({*child});
      break;
    }
    case XmlReader::Event::text: read_text(level); break;
    case XmlReader::Event::end_element:
      if (!blank_.empty()) end_blank(level, !level.has_elements || keeps_space(level.element));
      close(level.element);
      levels.pop_back();
      if (levels.empty()) return top;
      break;
    case XmlReader::Event::end_document:
    case XmlReader::Event::failed: return std::unexpected(xml_.error());
    }
  }
}

} // namespace pilotage::forms
