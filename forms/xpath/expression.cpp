#include "forms/xpath/expression.h"

#include "forms/xpath/arity.h"
#include "forms/xpath/constant_paths.h"
#include "forms/xpath/parser.h"

namespace pilotage::forms::xpath {

namespace {

std::string place(std::string_view column, std::string_view text) {
  constexpr std::size_t kShown = 200; // enough to recognise the expression by
  std::string where = "column " + std::string(column) + " of: " + std::string(text.substr(0, kShown));
  if (text.size() > kShown) where += "...";
  return where;
}

} // namespace

Result<Expression> Expression::parse(std::string_view text, const Namespaces& namespaces, NameTable& names, Dialect dialect) {
  if (text.size() > kMaxExpressionLength)
    return fail(ErrorCode::limit_exceeded, "The expression is longer than is safe to handle: split it into several calculations.",
                place("1", text));
  auto ast = std::make_shared<Ast>();
  ast->text = text;
  if (auto parsed = parse_into(*ast, namespaces, names, dialect); !parsed) {
    Error error = std::move(parsed.error());
    error.where = place(error.where, text);
    return std::unexpected(std::move(error));
  }
  mark_constant_paths(*ast);
  ast->nodes.shrink_to_fit();
  ast->children.shrink_to_fit();
  ast->steps.shrink_to_fit();
  ast->paths.shrink_to_fit();
  Expression expression;
  expression.ast_ = std::move(ast);
  expression.dialect_ = dialect;
  expression.names_ = &names;
  return expression;
}

std::vector<Complaint> Expression::complaints() const {
  std::vector<Complaint> complaints;
  for (const AstNode& node : ast_->nodes) {
    if (node.kind != AstKind::call) continue;
    if (auto message = call_problem(*ast_, node)) complaints.push_back({std::move(*message), node.column});
  }
  return complaints;
}

Error Expression::error(ErrorCode code, std::string message, std::int32_t column) const {
  return Error{code, std::move(message), place(std::to_string(column), ast_->text)};
}

} // namespace pilotage::forms::xpath
