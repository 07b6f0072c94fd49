// Turns the expressions of a form into FormExpressions: parses them, refuses what could never be evaluated, and binds their paths to
// places of the main instance and to indexes of the secondary ones.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "forms/model/form_content.h"

namespace pilotage::forms {

class ExpressionCompiler {
public:
  explicit ExpressionCompiler(FormContent& form) : form_(form) {}

  // What the context node of an expression is.
  enum class Stands { on_the_place, on_an_item }; // on_an_item: of an itemset, for a question at that place

  // `role` says what the expression is of its place, "calculate"; it must outlive the form. Errors: malformed, limit_exceeded.
  Result<ExpressionId> compile(std::string_view text, PlaceId context, std::string_view role, Stands stands = Stands::on_the_place);

  // A plain path of child steps, "/data/group/name" or "name" from `context`: the place, or kNoPlace where it names nothing.
  // nullopt: it is not a plain path.
  std::optional<PlaceId> plain_path(std::string_view path, PlaceId context) {
    const auto place = plain_path(form_, path, context, last_);
    if (place && *place != kNoPlace) last_ = *place;
    return place;
  }
  static std::optional<PlaceId> plain_path(const FormContent& form, std::string_view path, PlaceId context, PlaceId near = kNoPlace);

private:
  Result<xpath::Expression> parse(std::string_view text) const;

  FormContent& form_;
  // Expressions by their text: forms ask for ". > 0" a hundred times.
  std::unordered_map<std::string_view, ExpressionId> known_;
  PlaceId last_ = kNoPlace;
};

} // namespace pilotage::forms
