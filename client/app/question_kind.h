// How a question of the form is asked on the screen: which widget, with what settings.
#pragma once

#include "client/ui/snapshot.h"
#include "forms/engine/form_session.h"

namespace pilotage::app {

ui::QuestionKind question_kind(const forms::FormSession& form, const forms::Item& item);

} // namespace pilotage::app
