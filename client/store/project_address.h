// Whether two settings lead to one project of one server: that tells new credentials from another place. The name tells nothing, since
// two servers may both call their project "Pilot".
#pragma once

#include "client/store/projects.h"

namespace pilotage::store {

// Same origin and same path, without the token in it. Where the path names no project, as with KoboToolbox, the account does.
bool same_place(const Project& one, const Project& other);

} // namespace pilotage::store
