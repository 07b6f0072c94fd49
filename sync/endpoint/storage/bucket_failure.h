// What a bucket or the way to it says went wrong, as an Error that tells the host what to do. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "forms/error.h"

namespace pilotage::endpoint {

// libcurl's code (CURLcode).
Error bucket_unreachable(int code, const std::string& address);
// A status that is not success, with the server's XML.
Error bucket_refusal(long status, std::string_view body, const std::string& address);
// Whether a 404 is of the bucket and not of one object.
bool tells_of_bucket(std::string_view body);
// Whether the same may succeed when it is tried again soon.
bool may_pass(const Error& error);

} // namespace pilotage::endpoint
