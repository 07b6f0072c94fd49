// An XPath expression, compiled once, evaluated any number of times by any number of threads. See ast.h for what can be read from it
// and evaluator.h for evaluating.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"
#include "forms/xpath/ast.h"
#include "forms/xpath/name_table.h"

namespace pilotage::forms::xpath {

enum class Dialect : std::uint8_t {
  xpath1, // the functions of XPath 1.0
  xforms, // and those of ODK XForms, JavaRosa and Enketo; strings that are dates count as numbers
};

struct Namespaces {
  // Prefix -> URI, as declared where the expression stands. "jr", "orx", "odk", "h", "xhtml", "xf", "enk", "xml" are known without.
  std::map<std::string, std::string, std::less<>> prefixes;
  // Of element names without a prefix. Attributes without a prefix are in no namespace.
  std::string unprefixed;
};

// Something that parses and that evaluation would fail on: a function that does not exist, or a wrong number of arguments.
struct Complaint {
  std::string message;
  std::int32_t column = 0; // 1-based
};

class Expression {
public:
  // Errors: malformed (not an expression, an undeclared prefix), limit_exceeded (longer or deeper than is safe). The message says what is
  // wrong, `where` is the expression with the column.
  static Result<Expression> parse(std::string_view text, const Namespaces& namespaces, NameTable& names, Dialect dialect = Dialect::xforms);

  const Ast& ast() const { return *ast_; }
  const std::string& text() const { return ast_->text; }
  Dialect dialect() const { return dialect_; }
  const NameTable& names() const { return *names_; }

  // Empty for an expression that is right. A form should be refused for them; XPath itself meets them only when it gets there.
  std::vector<Complaint> complaints() const;

  // The error of a place in the expression: `where` is "column 7 of: /data/a + b".
  Error error(ErrorCode code, std::string message, std::int32_t column) const;

private:
  Expression() = default;
  std::shared_ptr<const Ast> ast_; // copies share it
  Dialect dialect_ = Dialect::xforms;
  const NameTable* names_ = nullptr;
};

// No expression of a form comes near to these.
inline constexpr std::size_t kMaxExpressionLength = 1u << 18;
inline constexpr int kMaxExpressionDepth = 500;

} // namespace pilotage::forms::xpath
