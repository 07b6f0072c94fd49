// One state of sending for the screen, from the states of several projects: where somebody must act comes first, whatever the others do.
#pragma once

#include "client/ui/snapshot.h"
#include "sync/uploader/sync_state.h"

namespace pilotage::app {

ui::SyncShown summed_up(const sync::SyncState& state);

} // namespace pilotage::app
