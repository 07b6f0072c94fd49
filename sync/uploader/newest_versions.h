// A form list may offer several versions of one form, and new responses use one of them. For this folder only.
#pragma once

#include "sync/protocol/form_list.h"

#include <vector>

namespace pilotage::sync {

// Leaves of each form id the newest version: "10" is newer than "9", "v2" than "v1", any than none; of equal ones the first. So the order
// in which a server lists them decides nothing, and changes nothing. The others keep their order.
void keep_newest_versions(std::vector<ListedForm>& forms);

} // namespace pilotage::sync
