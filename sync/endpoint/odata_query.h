// What a request asks of an OData table: which rows, how many of them, and in what form. Pure functions.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "sync/endpoint/http/request.h"
#include "sync/endpoint/http/response.h"
#include "sync/endpoint/odata_filter.h"
#include "sync/endpoint/odata_order.h"
#include "sync/endpoint/odata_row.h"
#include "sync/endpoint/odata_skiptoken.h"

namespace pilotage::endpoint {

struct ODataQuery {
  std::uint64_t skip = 0;
  std::optional<std::uint64_t> top;
  std::optional<ODataPosition> after; // only rows after this one
  bool count = false;                 // say how many rows there are
  ODataOptions options;
  ODataFilter filter; // empty: all
  ODataOrder order;   // empty: the newest first
};

// The value of $filter. A refusal as below.
std::expected<ODataFilter, Response> read_filter_parameter(std::string_view text);

// From $skip, $skiptoken, $top, $count, $expand=*, $wkt, $select, $filter and $orderby. A refusal: 400, or 501 for what OData has and this
// server has not.
std::expected<ODataQuery, Response> read_odata_query(const Request& request);

// What a request asks of every page: its query without $skip and $skiptoken. "" or with "&" at its end.
std::string query_of_all_pages(const Request& request);

// "Submissions('uuid:…')/home/person('uuid:…/home/person[2]')/pet": a table, and what its rows must belong to.
struct ODataAddress {
  std::string table;       // "Submissions.home.person.pet"
  std::string instance_id; // of one submission; empty: all
  std::string parent;      // the key of the row around; empty: any
};
// `path` is percent-encoded. nullopt: it is no such address.
std::optional<ODataAddress> read_odata_address(std::string_view path);

} // namespace pilotage::endpoint
