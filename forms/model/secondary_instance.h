// Data that a form looks things up in: written in the form, or attached as XML, CSV or GeoJSON (ODK XForms, "Secondary Instances").
// Read once, shared by all sessions, never changed.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "forms/error.h"
#include "forms/xpath/name_table.h"
#include "forms/xpath/tree.h"

namespace pilotage::forms {

struct SecondaryInstance {
  enum class Kind {
    written,    // in the form itself
    attached,   // from an attachment
    last_saved, // jr://instance/last-saved: another one for each session
    missing,    // the attachment is not there; it holds nothing
  };
  std::string id;
  Kind kind = Kind::written;
  std::string file = {}; // the attachment's name
  xpath::Tree tree = {};
};

// The file that a src attribute names: "jr://file-csv/towns.csv" → "towns.csv".
std::string_view attachment_name(std::string_view source);

// An attachment as the tree that expressions query. By what its name ends in: .csv, .geojson, else XML.
Result<xpath::Tree> read_attachment(std::string_view bytes, std::string_view file, bool as_csv, xpath::NameTable& names);

// ODK XForms, "Secondary instances from CSV": a header row, comma, semicolon or tab, quotes as RFC 4180 has them.
Result<xpath::Tree> read_csv(std::string_view bytes, std::string_view file, xpath::NameTable& names);

// ODK XForms, "Secondary Instances from GeoJSON": points, lines and polygons as geopoint, geotrace and geoshape.
Result<xpath::Tree> read_geojson(std::string_view bytes, std::string_view file, xpath::NameTable& names);

} // namespace pilotage::forms
