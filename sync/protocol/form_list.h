// The OpenRosa form list (Form Discovery API): what a server offers to a collector. Written by the endpoint, read by the
// uploader from servers of every kind, so the reader believes nothing: sizes, names, hashes and the count are checked.
#pragma once

#include "forms/error.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::sync {

struct ListedForm {
  std::string form_id = {};
  std::string name = {};    // the title for people; the form id where the server gives none
  std::string version = {}; // may be empty
  std::string md5 = {};     // 32 lower-case hexadecimal digits, without the "md5:" of the wire; empty where none can be used
  std::string description = {};
  std::string download_url = {}; // as it is listed: usually absolute
  std::string manifest_url = {}; // the same; empty where the form has no media

  bool operator==(const ListedForm&) const = default;
};

// A form that the list offers in a way that cannot be used.
struct LeftOutForm {
  std::string form_id = {}; // empty where that is what is wrong
  Error error = {};
};

struct FormList {
  std::vector<ListedForm> forms = {};
  std::vector<LeftOutForm> left_out = {};
};

// The XML document. Text and attribute values are escaped.
std::string write_form_list(std::span<const ListedForm> forms);

// malformed when it is not a form list, limit_exceeded when it is too large. A form with a field that breaks its rule is left out.
// `where` is the address it came from, for the message.
Result<FormList> read_form_list(std::string_view xml, std::string_view where = {});

} // namespace pilotage::sync
