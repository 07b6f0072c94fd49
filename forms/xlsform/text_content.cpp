// Labels, hints and messages: where they refer to a question or look something up, <output> shows the value.
#include <string>
#include <vector>

#include "forms/xlsform/expression_tokens.h"
#include "forms/xlsform/references.h"
#include "forms/xlsform/xform_parts.h"

namespace pilotage::forms::xlsform {
namespace {

struct Piece {
  bool is_output = false;
  std::string text;
};

class PieceList {
public:
  PieceList(const Element* context, const Paths& paths) : context_(context), paths_(paths) {}

  void add_text(std::string_view text) {
    std::size_t start = 0;
    for (const Reference& reference : references_in(text)) {
      if (paths_.find(reference.name) == nullptr) continue;
      add(false, std::string(text.substr(start, reference.start - start)));
      add_output(text.substr(reference.start, reference.length));
      start = reference.start + reference.length;
    }
    add(false, std::string(text.substr(start)));
  }

  void add_output(std::string_view expression) {
    add(true, context_ == nullptr ? absolute(expression) : paths_.resolve(expression, *context_));
  }

  // SQL's <> is no operator of XPath. A formula with it cannot be evaluated, and stands in the form as the reference
  // converter writes it: escaped as if it were text.
  void add_lookup(std::string_view expression) {
    if (expression.find("<>") == std::string_view::npos) return add_output(expression);
    std::string escaped;
    append_escaped(expression, false, escaped);
    add_output(escaped);
  }

  const std::vector<Piece>& pieces() const { return pieces_; }

private:
  // A choice's label stands nowhere in the form, so its paths cannot be relative.
  std::string absolute(std::string_view expression) const {
    static const Element kNowhere{};
    return paths_.resolve(expression, kNowhere);
  }

  void add(bool is_output, std::string text) {
    if (!text.empty()) pieces_.push_back({is_output, std::move(text)});
  }

  const Element* context_;
  const Paths& paths_;
  std::vector<Piece> pieces_;
};

} // namespace

void write_text_content(XmlWriter& out, std::string_view text, const Element* context, const Paths& paths) {
  const bool plain = text.find("${") == std::string_view::npos && text.find("instance(") == std::string_view::npos;
  if (plain) return out.text(text);
  PieceList list(context, paths);
  std::size_t start = 0;
  for (const auto& [first, last] : instance_expressions(text)) {
    list.add_text(text.substr(start, first - start));
    list.add_lookup(text.substr(first, last - first));
    start = last;
  }
  list.add_text(text.substr(start));
  const std::vector<Piece>& pieces = list.pieces();
  if (pieces.size() == 1 && !pieces[0].is_output) return out.text(text);
  // White space beside an output must survive readers that trim an element's text, so the text is padded.
  if (pieces.size() > 1) out.begin_mixed();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].is_output) {
      out.open("output");
      out.attribute("value", pieces[i].text);
      out.close();
    } else {
      out.text((i == 0 ? " " : "") + pieces[i].text);
    }
  }
  if (pieces.size() > 1) out.text(" ");
}

} // namespace pilotage::forms::xlsform
