// Values that the form takes from its surroundings (ODK XForms, "Preload Attributes").
#include <fmt/format.h>

#include "forms/engine/running_form.h"
#include "forms/engine/temporal.h"
#include "forms/engine/uuid.h"

namespace pilotage::forms {

std::string RunningForm::preload_value(const Bind& bind) const {
  const std::string_view kind = bind.preload;
  const std::string_view what = bind.preload_params;
  if (kind == "uid") return "uuid:" + make_uuid(environment_);
  if (kind == "date") return date_text(environment_.now(), environment_);
  if (kind == "timestamp") return what == "end" ? std::string() : date_time_text(environment_.now(), environment_);
  if (kind == "property" || kind == "context") return property(environment_, what);
  return {};
}

void RunningForm::preload(FrameId frame) {
  for (const Bind& bind : form_.binds) {
    if (bind.preload.empty() || form_.shape[bind.place].frame != instance_.frame(frame).type) continue;
    const xpath::NodeId node = instance_.node(frame, bind.place);
    if (const std::string value = preload_value(bind); !value.empty()) put(node, value);
  }
}

void RunningForm::preload_all(FrameId frame) {
  preload(frame);
  for (const FrameTypeId repeat : form_.shape.frame(instance_.frame(frame).type).repeats) {
    for (const FrameId inside : instance_.instances(frame, repeat)) preload_all(inside);
  }
}

} // namespace pilotage::forms
