#include "forms/model/expression_compiler.h"

#include "forms/model/direct_program.h"
#include "forms/model/path_analysis.h"
#include "forms/model/text_reader.h"
#include "forms/xpath/characters.h"
#include "forms/xpath/name_hash.h"

namespace pilotage::forms {

namespace {

xpath::NameId step_name(const FormContent& form, std::string_view qualified) {
  const std::size_t colon = qualified.find(':');
  if (colon == std::string_view::npos) return form.names.find("", qualified);
  const auto uri = form.namespaces.prefixes.find(qualified.substr(0, colon));
  if (uri == form.namespaces.prefixes.end()) return xpath::kNoName;
  return form.names.find(uri->second, qualified.substr(colon + 1));
}

bool is_named(const FormContent& form, PlaceId place, std::string_view step) {
  const xpath::NameId name = form.shape[place].name;
  if (form.names.uri_id(name) == 0) return xpath::same_name(form.names.local(name), step);
  return name == step_name(form, step);
}

// The child of that name. What comes after `near` is looked at first: binds and questions mostly stand in the order of the instance.
PlaceId child(const FormContent& form, PlaceId parent, std::string_view step, bool attribute, PlaceId near) {
  if (parent == kNoPlace) return kNoPlace;
  const PlaceId next = near == kNoPlace || form.shape.any_namesakes() ? kNoPlace : form.shape[near].next_sibling;
  if (next != kNoPlace && form.shape[next].parent == parent && form.shape[next].attribute == attribute && is_named(form, next, step))
    return next;
  return form.shape.child(parent, step_name(form, step), attribute);
}

} // namespace

Result<ExpressionId> ExpressionCompiler::compile(std::string_view text, PlaceId context, std::string_view role, Stands stands) {
  const auto refuse = [&](const Error& error) {
    return fail(error.code, error.message,
                std::string(role) + " of " + form_.path(context) + (error.where.empty() ? "" : ", " + error.where));
  };
  const auto known = known_.find(text);
  auto parsed = known == known_.end() ? parse(text) : form_.expression(known->second).expression;
  if (!parsed) return refuse(parsed.error());
  FormExpression& expression = form_.expressions.emplace_back(*std::move(parsed), context, role);
  if (known == known_.end()) known_.emplace(expression.expression.text(), static_cast<ExpressionId>(form_.expressions.size()) - 1);
  if (auto bound = PathAnalysis(form_, expression).run(stands == Stands::on_an_item); !bound) return refuse(bound.error());
  if (stands != Stands::on_an_item) expression.direct = append_direct_program(form_.shape, expression, form_.direct_steps);
  return static_cast<ExpressionId>(form_.expressions.size()) - 1;
}

Result<xpath::Expression> ExpressionCompiler::parse(std::string_view text) const {
  auto parsed = xpath::Expression::parse(text, form_.namespaces, form_.names);
  if (!parsed) return parsed;
  const auto complaints = parsed->complaints();
  if (complaints.empty()) return parsed;
  return std::unexpected(parsed->error(ErrorCode::malformed, complaints[0].message, complaints[0].column));
}

std::optional<PlaceId> ExpressionCompiler::plain_path(const FormContent& form, std::string_view path, PlaceId context, PlaceId near) {
  path = xpath::trim_xml_space(path);
  if (path.empty()) return std::nullopt;
  PlaceId at = context;
  bool absolute = path.front() == '/';
  if (absolute) path.remove_prefix(1);
  bool first = absolute;
  while (true) {
    const std::size_t slash = path.find('/');
    std::string_view step = xpath::trim_xml_space(path.substr(0, slash));
    const bool attribute = step.starts_with('@');
    if (attribute) step.remove_prefix(1);
    if (step.empty()) return std::nullopt;
    for (const char c : step) {
      if (!xpath::is_name_byte(c)) return std::nullopt;
    }
    if (step == "..") {
      if (at == kNoPlace || first) return kNoPlace;
      at = form.shape[at].parent;
    } else if (step != ".") {
      at = first ? (!attribute && is_named(form, kRootPlace, step) ? kRootPlace : kNoPlace) : child(form, at, step, attribute, near);
    }
    first = false;
    if (slash == std::string_view::npos) return at;
    path.remove_prefix(slash + 1);
  }
}

} // namespace pilotage::forms
