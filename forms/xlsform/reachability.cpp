#include <algorithm>
#include <string>

#include "forms/xlsform/expression_tokens.h"
#include "forms/xlsform/form_warnings.h"
#include "forms/xlsform/references.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/visibility.h"

namespace pilotage::forms::xlsform {
namespace {

// A comparison of a question with a choice: ${q} = 'x', or selected(${q}, 'x').
struct Comparison {
  std::string_view question;
  std::string_view value;
  bool whole = false; // there is nothing else in the formula
};

class Comparisons {
public:
  explicit Comparisons(std::string_view formula) : formula_(formula) {
    for (const Token& token : tokens_of(formula)) {
      if (token.kind != TokenKind::space) tokens_.push_back(token);
    }
  }

  std::vector<Comparison> find() const {
    std::vector<Comparison> found;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (matches(i, {TokenKind::reference, TokenKind::comparison, TokenKind::literal}) && text(i + 1) == "=") {
        found.push_back({name(i), unquoted(i + 2), tokens_.size() == 3});
      } else if (matches(i, {TokenKind::function_call, TokenKind::reference, TokenKind::comma, TokenKind::literal, TokenKind::close}) &&
                 text(i) == "selected(") {
        found.push_back({name(i + 1), unquoted(i + 3), tokens_.size() == 5});
      }
    }
    return found;
  }

private:
  bool matches(std::size_t at, std::initializer_list<TokenKind> kinds) const {
    for (const TokenKind kind : kinds) {
      if (at >= tokens_.size() || tokens_[at].kind != kind) return false;
      ++at;
    }
    return true;
  }

  std::string_view text(std::size_t i) const { return formula_.substr(tokens_[i].start, tokens_[i].length); }
  std::string_view unquoted(std::size_t i) const { return text(i).substr(1, tokens_[i].length - 2); }
  std::string_view name(std::size_t i) const { return references_in(text(i)).front().name; }

  std::string_view formula_;
  std::vector<Token> tokens_;
};

class ReachabilityCheck {
public:
  ReachabilityCheck(const FormSource& source, const Paths& paths) : source_(source), paths_(paths) {}

  void check(const Element& element) const {
    const std::string_view relevance = element.bind.get("relevant");
    if (means_no(relevance)) {
      if (is_seen(element)) warn(element, "its relevance is false, so nobody ever sees this", "write when it is to be shown, or delete it");
      return;
    }
    for (const Comparison& comparison : Comparisons(relevance).find()) check_comparison(element, comparison);
  }

private:
  static bool is_seen(const Element& element) { return element.is_section() || is_visible(element); }

  void check_comparison(const Element& element, const Comparison& comparison) const {
    const Element* const question = paths_.find(comparison.question);
    if (question == nullptr || question->kind != Element::Kind::question || comparison.value.empty()) return;
    const bool select = question->type == "select one" || question->type == "select all that apply";
    const ChoiceList* const list = select && !question->uses_search ? source_.choices.find(question->itemset) : nullptr;
    if (list == nullptr || (list->has_added_other && comparison.value == "other")) return;
    const bool known =
        std::any_of(list->rows.begin(), list->rows.end(), [&](std::size_t row) { return source_.choices.name(row) == comparison.value; });
    if (known) return;
    warn(element,
         cat({"\"", comparison.value, "\" is no choice of ${", comparison.question, "}",
              comparison.whole ? ", so nobody ever sees this" : ", so this part is never true"}),
         cat({"use the name of a choice in the list \"", list->name, "\", not its label"}));
  }

  void warn(const Element& element, std::string message, std::string remedy) const {
    source_.problems.warning(source_.survey.place(element.row, {"bind", "relevant"}), std::move(message), std::move(remedy));
  }

  const FormSource& source_;
  const Paths& paths_;
};

} // namespace

void warn_of_unreachable(const Element& survey, const FormSource& source, const Paths& paths) {
  const ReachabilityCheck check(source, paths);
  walk(survey, [&check](const Element& element) {
    if (element.row > 0 && (element.kind == Element::Kind::question || element.is_section())) check.check(element);
  });
}

} // namespace pilotage::forms::xlsform
