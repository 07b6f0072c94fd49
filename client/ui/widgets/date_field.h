// A date: typed as ISO or the way the language writes it, or picked from a month that opens below the field.
#pragma once

#include <optional>
#include <string>

#include "client/ui/widgets/text_editor.h"

namespace pilotage::ui {

struct DateFieldOptions {
  bool enabled = true;
  bool invalid = false;
  bool adopt = true;
  Text words = {};
  std::string today; // ISO, the month that opens where there is no date yet
};

struct DateTyped {
  std::optional<std::string> date; // ISO or "", where a whole date was typed, picked or cleared in this frame
  bool unreadable = false;         // what stands there is no date
  bool focused = false;
};

DateTyped date_field(Ui& ui, std::string_view id, Column& column, std::string_view iso_date, const DateFieldOptions& options);

} // namespace pilotage::ui
