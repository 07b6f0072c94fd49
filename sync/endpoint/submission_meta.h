// What the group "meta" of a stored response says of it: <instanceName>, <audit>. For XML that was accepted; of any other it says nothing.
// Pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace pilotage::endpoint {

// The value of this element, without blanks around it; "" where there is none, as in a response that is sealed.
std::string meta_value(std::string_view xml, std::string_view element);

} // namespace pilotage::endpoint
