#include "forms/model/expression_compiler.h"

#include "forms/model/path_analysis.h"

namespace pilotage::forms {

namespace {

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

xpath::NameId step_name(const FormContent& form, std::string_view qualified) {
  const std::size_t colon = qualified.find(':');
  if (colon == std::string_view::npos) return form.names.find("", qualified);
  const auto uri = form.namespaces.prefixes.find(qualified.substr(0, colon));
  if (uri == form.namespaces.prefixes.end()) return xpath::kNoName;
  return form.names.find(uri->second, qualified.substr(colon + 1));
}

} // namespace

Result<ExpressionId> ExpressionCompiler::compile(std::string_view text, PlaceId context, std::string_view role, Stands stands) {
  const auto refuse = [&](const Error& error) {
    return fail(error.code, error.message,
                std::string(role) + " of " + form_.path(context) + (error.where.empty() ? "" : ", " + error.where));
  };
  auto parsed = xpath::Expression::parse(text, form_.namespaces, form_.names);
  if (!parsed) return refuse(parsed.error());
  FormExpression& expression = form_.expressions.emplace_back(*std::move(parsed), context, role);
  if (const auto complaints = expression.expression.complaints(); !complaints.empty()) {
    return refuse(expression.expression.error(ErrorCode::malformed, complaints[0].message, complaints[0].column));
  }
  if (auto bound = PathAnalysis(form_, expression).run(stands == Stands::on_an_item); !bound) return refuse(bound.error());
  return static_cast<ExpressionId>(form_.expressions.size()) - 1;
}

std::optional<PlaceId> ExpressionCompiler::plain_path(const FormContent& form, std::string_view path, PlaceId context) {
  path = trimmed(path);
  if (path.empty()) return std::nullopt;
  PlaceId at = context;
  bool absolute = path.front() == '/';
  if (absolute) path.remove_prefix(1);
  bool first = absolute;
  while (true) {
    const std::size_t slash = path.find('/');
    std::string_view step = trimmed(path.substr(0, slash));
    const bool attribute = step.starts_with('@');
    if (attribute) step.remove_prefix(1);
    if (step.empty()) return std::nullopt;
    for (const char c : step) {
      if (!is_name_byte(c)) return std::nullopt;
    }
    if (step == "..") {
      if (at == kNoPlace || first) return kNoPlace;
      at = form.shape[at].parent;
    } else if (step != ".") {
      const xpath::NameId name = step_name(form, step);
      if (first)
        at = form.shape[kRootPlace].name == name && !attribute ? kRootPlace : kNoPlace;
      else if (at != kNoPlace)
        at = form.shape.child(at, name, attribute);
    }
    first = false;
    if (slash == std::string_view::npos) return at;
    path.remove_prefix(slash + 1);
  }
}

} // namespace pilotage::forms
