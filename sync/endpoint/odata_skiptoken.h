// $skiptoken: where a page of an OData table ended, so that the next one goes on there, whatever has arrived meanwhile. Clients take it
// from
// @odata.nextLink; what is in it is the server's matter. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pilotage::endpoint {

// A row of a table whose submissions come the newest first.
struct ODataPosition {
  std::int64_t sequence = 0; // of the submission's first version
  std::size_t row = 0;       // among the rows of that submission

  bool comes_after(const ODataPosition& other) const { return sequence != other.sequence ? sequence < other.sequence : row > other.row; }
};

// Base64 for addresses (RFC 4648, section 5), without padding.
std::string odata_skiptoken(const ODataPosition& last);
// nullopt: it is none of these.
std::optional<ODataPosition> read_odata_skiptoken(std::string_view token);

} // namespace pilotage::endpoint
