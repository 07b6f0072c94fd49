// The data types of ODK XForms ("Data Types") and of the body ("Body Elements").
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pilotage::forms {

enum class DataType {
  string,
  integer,
  decimal,
  boolean,
  date,
  time,
  date_time,
  geopoint,
  geotrace,
  geoshape,
  binary,
  barcode,
  select,
  select_one,
  rank,
  intent
};

// What a person meets in the body of the form.
enum class ControlKind { group, repeat, input, select_one, select_multiple, rank, range, upload, trigger };

// From a bind's type attribute, with or without a prefix ("xsd:string"). nullopt: there is no such type.
std::optional<DataType> data_type(std::string_view name);
// "int", "dateTime": as a form writes it.
std::string_view type_name(DataType type);

} // namespace pilotage::forms
