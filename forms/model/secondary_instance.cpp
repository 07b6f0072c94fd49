#include "forms/model/secondary_instance.h"

#include "forms/model/xml_tree.h"

namespace pilotage::forms {

std::string_view attachment_name(std::string_view source) {
  const std::size_t slash = source.rfind('/');
  return slash == std::string_view::npos ? source : source.substr(slash + 1);
}

Result<xpath::Tree> read_attachment(std::string_view bytes, std::string_view file, bool as_csv, xpath::NameTable& names) {
  if (as_csv || file.ends_with(".csv")) return read_csv(bytes, file, names);
  if (file.ends_with(".geojson")) return read_geojson(bytes, file, names);
  return read_tree(bytes, std::string(file), names);
}

} // namespace pilotage::forms
