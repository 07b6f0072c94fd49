#include "client/ui/widgets/theme.h"

#include <cmath>

namespace pilotage::ui {

// Whole pixels keep edges crisp.
float Theme::px(float at_100_percent) const { return std::round(at_100_percent * scale_); }

} // namespace pilotage::ui
