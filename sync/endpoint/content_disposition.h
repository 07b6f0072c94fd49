// The header Content-Disposition of what a browser saves as a file (RFC 6266). Pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace pilotage::endpoint {

// `attachment` under this name, in UTF-8: once as it is for those who read filename*, once in ASCII for the others.
std::string saved_as(std::string_view file_name);

} // namespace pilotage::endpoint
