// The part of a form document that is read element by element: its binds, texts and body. One row of 16 bytes for each element,
// attribute and run of text, in the order of the document; an element knows where it ends, and what lies between is in it. Texts are views
// of the reader's document, or of the rows' own where they had to be decoded, so the reader must outlive this.
//
// White space between elements is left out; in mixed content, such as a label with <output>, it stays.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"
#include "forms/large_pages.h"
#include "forms/model/xml_reader.h"

namespace pilotage::forms {

class XmlDocument {
public:
  using RowId = std::uint32_t;
  static constexpr RowId kNoRow = 0xFFFFFFFF;
  enum class Kind : std::uint8_t { element, attribute, text };

  explicit XmlDocument(XmlReader& xml) : xml_(xml) {}

  // --- Building ---

  // Room for that many rows; what is not used costs nothing.
  void reserve(std::size_t rows) { rows_.reserve(rows); }
  // Appends the element that the reader has just started, with its attributes only. What is appended before close() is in it.
  Result<RowId> open();
  void close(RowId element) { rows_[element].end = size(); }
  // Appends the element that the reader has just started, with all that it holds.
  Result<RowId> read_element();

  // --- Reading ---
  RowId size() const { return static_cast<RowId>(rows_.size()); }
  Kind kind(RowId row) const { return static_cast<Kind>(rows_[row].kind); }
  // Past all that is in it.
  RowId end(RowId row) const { return rows_[row].end; }
  // Of an element or an attribute.
  XmlNameId name(RowId row) const { return static_cast<XmlNameId>(rows_[row].name); }
  const XmlNames& names() const { return xml_.names(); }
  // Of an attribute, a run of text, or an element that holds nothing else.
  std::string_view text(RowId row) const {
    const Row& of = rows_[row];
    return {(of.decoded != 0 ? decoded_.data() : xml_.document().data()) + of.text, of.length};
  }
  // An element without elements in it.
  bool is_leaf(RowId row) const { return rows_[row].leaf != 0; }

private:
  struct Row {
    std::uint32_t name : 24;
    std::uint32_t kind : 2;
    std::uint32_t leaf : 1;
    std::uint32_t decoded : 1; // the text is in decoded_, not in the reader's document
    RowId end;
    std::uint32_t text;
    std::uint32_t length;
  };
  static_assert(sizeof(Row) == 16);
  // What is seen of an element that is open.
  struct Level {
    RowId element = kNoRow;
    RowId last_text = kNoRow; // a row of text that more text would belong to
    bool has_elements = false;
  };
  bool keeps_space(RowId element) const;
  void end_blank(Level& level, bool keep);
  void add_text(Level& level, std::string_view text);
  void set_text(Row& row, std::string_view text);
  void begin_children(Level& level);
  void read_text(Level& level);
  bool read_plain_content(RowId element);

  XmlReader& xml_;
  LargeVector<Row> rows_;
  std::string decoded_;
  std::string blank_; // white space of the innermost open element, until it is known whether it counts
};

} // namespace pilotage::forms
