#include "forms/xpath/parser.h"

#include <algorithm>
#include <array>
#include <optional>

#include "forms/xpath/function_table.h"
#include "forms/xpath/lexer.h"
#include "forms/xpath/namespaces.h"

namespace pilotage::forms::xpath {

namespace {

struct AxisName {
  std::string_view name;
  Axis axis;
};
constexpr std::array kAxes = {
    AxisName{"child", Axis::child},
    AxisName{"parent", Axis::parent},
    AxisName{"self", Axis::self},
    AxisName{"attribute", Axis::attribute},
    AxisName{"descendant", Axis::descendant},
    AxisName{"descendant-or-self", Axis::descendant_or_self},
    AxisName{"ancestor", Axis::ancestor},
    AxisName{"ancestor-or-self", Axis::ancestor_or_self},
    AxisName{"following-sibling", Axis::following_sibling},
    AxisName{"preceding-sibling", Axis::preceding_sibling},
    AxisName{"following", Axis::following},
    AxisName{"preceding", Axis::preceding},
};

struct NodeType {
  std::string_view name;
  NodeTest test;
};
constexpr std::array kNodeTypes = {
    NodeType{"node", NodeTest::node},
    NodeType{"text", NodeTest::text},
    NodeType{"comment", NodeTest::comment},
    NodeType{"processing-instruction", NodeTest::processing_instruction},
};

struct BinaryOperator {
  TokenKind token;
  AstKind kind;
  int precedence;
  bool takes_many; // a + b + c is one node
};
constexpr std::array kBinaryOperators = {
    BinaryOperator{TokenKind::or_, AstKind::or_, 1, true},
    BinaryOperator{TokenKind::and_, AstKind::and_, 2, true},
    BinaryOperator{TokenKind::equal, AstKind::equal, 3, false},
    BinaryOperator{TokenKind::not_equal, AstKind::not_equal, 3, false},
    BinaryOperator{TokenKind::less, AstKind::less, 4, false},
    BinaryOperator{TokenKind::less_equal, AstKind::less_equal, 4, false},
    BinaryOperator{TokenKind::greater, AstKind::greater, 4, false},
    BinaryOperator{TokenKind::greater_equal, AstKind::greater_equal, 4, false},
    BinaryOperator{TokenKind::plus, AstKind::add, 5, true},
    BinaryOperator{TokenKind::minus, AstKind::add, 5, true},
    BinaryOperator{TokenKind::multiply, AstKind::multiply, 6, false},
    BinaryOperator{TokenKind::div, AstKind::divide, 6, false},
    BinaryOperator{TokenKind::mod, AstKind::modulo, 6, false},
    BinaryOperator{TokenKind::pipe, AstKind::union_, 8, true},
};
constexpr int kUnaryPrecedence = 7; // -a | b is -(a | b)

// Functions return -1 after a failure, which fail() has noted.
class Parser {
public:
  Parser(Ast& ast, std::vector<Token> tokens, const Namespaces& namespaces, NameTable& names, Dialect dialect)
      : ast_(ast), tokens_(std::move(tokens)), namespaces_(namespaces), names_(names), dialect_(dialect) {
    // Every node, step and operand has a token of its own. What is left over is given back when the whole is known.
    ast_.nodes.reserve(tokens_.size());
    ast_.children.reserve(tokens_.size());
    ast_.steps.reserve(tokens_.size());
    heights_.reserve(tokens_.size());
  }

  Result<void> run() {
    const AstId root = expression(1);
    if (root >= 0 && !at(TokenKind::end)) fail(ErrorCode::malformed, "The expression should end before " + shown(peek()) + ".");
    if (error_) return std::unexpected(std::move(*error_));
    return {};
  }

private:
  // --- Tokens ---

  const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(next_ + ahead, tokens_.size() - 1)]; }
  bool at(TokenKind kind) const { return peek().kind == kind; }
  Token take() { return tokens_[next_ < tokens_.size() - 1 ? next_++ : next_]; }
  bool accept(TokenKind kind) {
    if (!at(kind)) return false;
    take();
    return true;
  }
  static std::string shown(const Token& token) { return token.kind == TokenKind::end ? "its end" : "\"" + std::string(token.text) + "\""; }

  AstId fail(ErrorCode code, std::string message) {
    if (!error_) error_ = Error{code, std::move(message), std::to_string(peek().column)};
    return -1;
  }
  bool expect(TokenKind kind, std::string_view text) {
    if (accept(kind)) return true;
    fail(ErrorCode::malformed, "\"" + std::string(text) + "\" is missing before " + shown(peek()) + ".");
    return false;
  }

  // --- Nodes ---

  static AstNode new_node(AstKind kind, std::int32_t column) {
    AstNode node;
    node.kind = kind;
    node.column = column;
    return node;
  }
  AstId add(const AstNode& node, int height) {
    if (height > kMaxExpressionDepth) return too_deep();
    ast_.nodes.push_back(node);
    heights_.push_back(height);
    return ast_.root();
  }
  AstId too_deep() {
    return fail(ErrorCode::limit_exceeded, "The expression is nested more than " + std::to_string(kMaxExpressionDepth) +
                                               " levels deep: split it into several calculations.");
  }
  int height(AstId id) const { return heights_[static_cast<std::size_t>(id)]; }
  int height(std::span<const AstId> ids) const {
    int most = 0;
    for (const AstId id : ids) most = std::max(most, height(id));
    return most;
  }
  // What lies on open_ids_ from `from` on.
  std::span<const AstId> open_ids(std::size_t from) const { return std::span(open_ids_).subspan(from); }
  // Takes it from there and puts it side by side into Ast::children.
  void close_ids(std::size_t from, std::int32_t& first, std::int32_t& count) {
    first = static_cast<std::int32_t>(ast_.children.size());
    count = static_cast<std::int32_t>(open_ids_.size() - from);
    ast_.children.insert(ast_.children.end(), open_ids_.begin() + static_cast<std::ptrdiff_t>(from), open_ids_.end());
    open_ids_.resize(from);
  }
  AstId operation(AstKind kind, std::int32_t column, std::size_t first_operand) {
    AstNode node = new_node(kind, column);
    const int most = height(open_ids(first_operand));
    close_ids(first_operand, node.first, node.count);
    return add(node, most + 1);
  }
  AstId negated(AstId operand, std::int32_t column) {
    open_ids_.push_back(operand);
    return operation(AstKind::negate, column, open_ids_.size() - 1);
  }

  // --- The grammar ---

  static const BinaryOperator* binary_operator(TokenKind token) {
    const auto* found = std::ranges::find(kBinaryOperators, token, &BinaryOperator::token);
    return found == kBinaryOperators.end() ? nullptr : found;
  }

  AstId expression(int precedence) {
    if (++depth_ > kMaxExpressionDepth) return too_deep();
    AstId left = unary();
    while (left >= 0) {
      const BinaryOperator* op = binary_operator(peek().kind);
      if (op == nullptr || op->precedence < precedence) break;
      left = binary(left, *op);
    }
    --depth_;
    return left;
  }

  AstId binary(AstId left, const BinaryOperator& op) {
    const std::size_t first = open_ids_.size();
    open_ids_.push_back(left);
    const std::int32_t column = peek().column;
    do {
      const Token token = take();
      AstId right = expression(op.precedence + 1);
      if (right >= 0 && token.kind == TokenKind::minus) right = negated(right, token.column);
      if (right < 0) return -1;
      open_ids_.push_back(right);
    } while (op.takes_many && continues(op));
    return operation(op.kind, column, first);
  }
  bool continues(const BinaryOperator& op) const {
    const BinaryOperator* next = binary_operator(peek().kind);
    return next != nullptr && next->kind == op.kind;
  }

  AstId unary() {
    if (!at(TokenKind::minus)) return path_expression();
    const Token minus = take();
    const AstId operand = expression(kUnaryPrecedence);
    return operand < 0 ? -1 : negated(operand, minus.column);
  }

  bool at_primary() const {
    switch (peek().kind) {
    case TokenKind::number:
    case TokenKind::literal:
    case TokenKind::open_paren: return true;
    case TokenKind::name: return peek(1).kind == TokenKind::open_paren && node_type(peek().text) == nullptr;
    default: return false;
    }
  }

  // A FilterExpr with steps behind it, or a LocationPath.
  AstId path_expression() {
    if (!at_primary()) return location_path();
    const std::int32_t column = peek().column;
    const AstId start = primary();
    if (start < 0) return -1;
    if (!at(TokenKind::open_bracket) && !at(TokenKind::slash) && !at(TokenKind::double_slash)) return start;

    Path path{.start = PathStart::expression, .expression = start};
    int most = height(start);
    if (!predicates(path.first_start_predicate, path.start_predicate_count, most)) return -1;
    const std::size_t first = open_steps_.size();
    if (at(TokenKind::slash) || at(TokenKind::double_slash)) {
      if (!relative_path(take().kind == TokenKind::double_slash, most)) return -1;
    }
    return add_path(path, first, column, most);
  }

  AstId location_path() {
    Path path;
    const std::int32_t column = peek().column;
    const std::size_t first = open_steps_.size();
    int most = 0;
    if (at(TokenKind::slash) || at(TokenKind::double_slash)) {
      path.start = PathStart::root;
      const bool deep = take().kind == TokenKind::double_slash;
      if (!deep && !at_step()) return add_path(path, first, column, most);
      if (!relative_path(deep, most)) return -1;
    } else if (!relative_path(false, most)) {
      return -1;
    }
    return add_path(path, first, column, most);
  }

  // Its steps lie on open_steps_ from `first` on.
  AstId add_path(Path path, std::size_t first, std::int32_t column, int most) {
    path.first_step = static_cast<std::int32_t>(ast_.steps.size());
    path.step_count = static_cast<std::int32_t>(open_steps_.size() - first);
    ast_.steps.insert(ast_.steps.end(), open_steps_.begin() + static_cast<std::ptrdiff_t>(first), open_steps_.end());
    open_steps_.resize(first);
    AstNode node = new_node(AstKind::path, column);
    node.first = static_cast<std::int32_t>(ast_.paths.size());
    ast_.paths.push_back(path);
    return add(node, most + 1);
  }

  bool at_step() const {
    switch (peek().kind) {
    case TokenKind::name:
    case TokenKind::star:
    case TokenKind::at:
    case TokenKind::dot:
    case TokenKind::double_dot: return true;
    default: return false;
    }
  }

  // `deep`: what came before was "//".
  bool relative_path(bool deep, int& most) {
    for (;;) {
      if (!at_step()) {
        fail(ErrorCode::malformed, "The name of a question, or a value, is missing before " + shown(peek()) + ".");
        return false;
      }
      Step next{.column = peek().column};
      if (!step(next, most)) return false;
      append_step(next, deep);
      if (!at(TokenKind::slash) && !at(TokenKind::double_slash)) return true;
      deep = take().kind == TokenKind::double_slash;
    }
  }

  void append_step(Step next, bool deep) {
    if (deep && next.axis == Axis::child && next.predicate_count == 0) {
      next.axis = Axis::descendant; // the same nodes as descendant-or-self::node()/child::, found at once
    } else if (deep) {
      open_steps_.push_back({.axis = Axis::descendant_or_self, .test = NodeTest::node, .column = next.column});
    }
    const bool stays = next.axis == Axis::self && next.test == NodeTest::node && next.predicate_count == 0;
    if (!stays) open_steps_.push_back(next);
  }

  bool step(Step& step, int& most) {
    if (at(TokenKind::dot) || at(TokenKind::double_dot)) {
      step.axis = take().kind == TokenKind::dot ? Axis::self : Axis::parent;
    } else if (!axis(step) || !node_test(step)) {
      return false;
    }
    return predicates(step.first_predicate, step.predicate_count, most);
  }

  bool axis(Step& step) {
    if (accept(TokenKind::at)) {
      step.axis = Axis::attribute;
      return true;
    }
    if (peek(1).kind != TokenKind::double_colon) return true;
    const auto* found = std::ranges::find(kAxes, peek().text, &AxisName::name);
    if (found == kAxes.end()) {
      const bool known = peek().text == "namespace";
      fail(known ? ErrorCode::unsupported : ErrorCode::malformed,
           "There is no axis \"" + std::string(peek().text) + "\" in forms: use child, parent, descendant or another one of XPath 1.0.");
      return false;
    }
    step.axis = found->axis;
    take();
    take();
    return true;
  }

  static const NodeType* node_type(std::string_view name) {
    const auto* found = std::ranges::find(kNodeTypes, name, &NodeType::name);
    return found == kNodeTypes.end() ? nullptr : found;
  }

  bool node_test(Step& step) {
    if (accept(TokenKind::star)) {
      step.test = NodeTest::any_name;
      return true;
    }
    if (!at(TokenKind::name)) {
      fail(ErrorCode::malformed, "A name is missing before " + shown(peek()) + ".");
      return false;
    }
    if (peek(1).kind == TokenKind::open_paren) {
      const NodeType* type = node_type(peek().text);
      if (type == nullptr) {
        fail(ErrorCode::malformed, "The function \"" + std::string(peek().text) + "\" cannot be a step of a path.");
        return false;
      }
      step.test = type->test;
      take();
      take();
      if (step.test == NodeTest::processing_instruction) accept(TokenKind::literal);
      return expect(TokenKind::close_paren, ")");
    }
    return name_test(step);
  }

  bool name_test(Step& step) {
    const std::string_view name = peek().text;
    const std::size_t colon = name.find(':');
    if (colon == std::string_view::npos) {
      const bool attribute = step.axis == Axis::attribute;
      step.test = NodeTest::name;
      step.name = names_.intern(attribute ? std::string_view{} : namespaces_.unprefixed, name);
      if (!attribute && !namespaces_.unprefixed.empty()) step.alternative = names_.intern("", name);
      take();
      return step.name != kNoName || too_many_names();
    }
    const auto uri = namespace_of(namespaces_, name.substr(0, colon));
    if (!uri) {
      fail(ErrorCode::malformed, "The prefix of \"" + std::string(name) + "\" is not declared: add an xmlns attribute for it.");
      return false;
    }
    const std::string_view local = name.substr(colon + 1);
    step.test = local == "*" ? NodeTest::any_in_namespace : NodeTest::name;
    step.name = names_.intern(*uri, local);
    take();
    return step.name != kNoName || too_many_names();
  }
  bool too_many_names() {
    fail(ErrorCode::limit_exceeded, "The form uses more different names than is safe to handle.");
    return false;
  }

  bool predicates(std::int32_t& first, std::int32_t& count, int& most) {
    if (!at(TokenKind::open_bracket)) return true;
    const std::size_t from = open_ids_.size();
    while (accept(TokenKind::open_bracket)) {
      const AstId predicate = expression(1);
      if (predicate < 0 || !expect(TokenKind::close_bracket, "]")) return false;
      open_ids_.push_back(predicate);
    }
    most = std::max(most, height(open_ids(from)));
    close_ids(from, first, count);
    return true;
  }

  AstId primary() {
    const Token token = peek();
    if (accept(TokenKind::open_paren)) {
      const AstId inside = expression(1);
      return inside >= 0 && expect(TokenKind::close_paren, ")") ? inside : -1;
    }
    if (token.kind == TokenKind::name) return call();
    take();
    AstNode node = new_node(token.kind == TokenKind::number ? AstKind::number : AstKind::literal, token.column);
    if (token.kind == TokenKind::number) {
      node.number = string_to_number(token.text);
    } else {
      node.first = token.offset;
      node.count = static_cast<std::int32_t>(token.text.size());
    }
    return add(node, 1);
  }

  AstId call() {
    const Token name = take();
    take(); // (
    const std::size_t first = open_ids_.size();
    if (!accept(TokenKind::close_paren)) {
      do {
        const AstId argument = expression(1);
        if (argument < 0) return -1;
        open_ids_.push_back(argument);
      } while (accept(TokenKind::comma));
      if (!expect(TokenKind::close_paren, ")")) return -1;
    }
    AstNode node = new_node(AstKind::call, name.column);
    if (!resolve_function(node, name)) return -1;
    node.name_start = name.offset;
    node.name_length = static_cast<std::int32_t>(name.text.size());
    const int most = height(open_ids(first));
    close_ids(first, node.first, node.count);
    node.branches = node.function != nullptr && node.count == 3 && node.function->name == "if";
    return add(node, most + 1);
  }

  bool resolve_function(AstNode& node, const Token& name) {
    const std::size_t colon = name.text.find(':');
    if (colon == std::string_view::npos) {
      node.function = find_function("", name.text, dialect_);
      return true;
    }
    const auto uri = namespace_of(namespaces_, name.text.substr(0, colon));
    if (!uri) {
      fail(ErrorCode::malformed,
           "The prefix of the function \"" + std::string(name.text) + "\" is not declared: add an xmlns attribute for it.");
      return false;
    }
    node.function = find_function(*uri, name.text.substr(colon + 1), dialect_);
    return true;
  }

  Ast& ast_;
  std::vector<Token> tokens_;
  const Namespaces& namespaces_;
  NameTable& names_;
  Dialect dialect_;
  std::size_t next_ = 0;
  int depth_ = 0;
  std::vector<int> heights_; // of each node, in levels
  // Operands, arguments and predicates, and the steps of paths, that are not all read yet: those of the innermost lie on top.
  std::vector<AstId> open_ids_;
  std::vector<Step> open_steps_;
  std::optional<Error> error_;
};

} // namespace

Result<void> parse_into(Ast& ast, const Namespaces& namespaces, NameTable& names, Dialect dialect) {
  auto tokens = tokenize(ast.text);
  if (!tokens) return std::unexpected(std::move(tokens.error()));
  return Parser(ast, std::move(*tokens), namespaces, names, dialect).run();
}

} // namespace pilotage::forms::xpath
