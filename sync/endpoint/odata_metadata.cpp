#include "sync/endpoint/odata_metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

namespace pilotage::endpoint {

namespace {

using Kind = FormField::Kind;

struct SystemProperty {
  const char* name;
  const char* type;
};
constexpr SystemProperty kSystem[] = {{"submissionDate", "Edm.DateTimeOffset"},
                                      {"updatedAt", "Edm.DateTimeOffset"},
                                      {"deletedAt", "Edm.DateTimeOffset"},
                                      {"submitterId", "Edm.String"},
                                      {"submitterName", "Edm.String"},
                                      {"attachmentsPresent", "Edm.Int64"},
                                      {"attachmentsExpected", "Edm.Int64"},
                                      {"status", "Edm.String"},
                                      {"reviewState", "Edm.String"},
                                      {"deviceId", "Edm.String"},
                                      {"edits", "Edm.Int64"},
                                      {"formVersion", "Edm.String"}};

const char* edm_type(const FormField& value) {
  switch (value.type) {
  case forms::DataType::integer: return "Edm.Int64";
  case forms::DataType::decimal: return "Edm.Decimal";
  case forms::DataType::boolean: return "Edm.Boolean";
  case forms::DataType::date: return "Edm.Date";
  case forms::DataType::date_time: return "Edm.DateTimeOffset";
  case forms::DataType::geopoint: return "Edm.GeographyPoint";
  case forms::DataType::geotrace: return "Edm.GeographyLineString";
  case forms::DataType::geoshape: return "Edm.GeographyPolygon";
  default: return "Edm.String";
  }
}

pugi::xml_node add(pugi::xml_node parent, const char* element, const std::string& name, const std::string& type = {}) {
  pugi::xml_node node = parent.append_child(element);
  node.append_attribute("Name") = name.c_str();
  if (!type.empty()) node.append_attribute("Type") = type.c_str();
  return node;
}

class Schema {
public:
  Schema(pugi::xml_node schema, std::string space) : schema_(schema), space_(std::move(space)) {}

  void add_entity(const ODataTable& table) {
    pugi::xml_node entity = add(schema_, "EntityType", table.name);
    add(entity.append_child("Key"), "PropertyRef", "__id");
    add(entity, "Property", "__id", "Edm.String");
    if (table.steps.empty()) add(entity, "Property", "__system", "org.opendatakit.submission.metadata");
    if (!table.parent_column.empty()) add(entity, "Property", table.parent_column, "Edm.String");
    add_fields(entity, *table.field, table.name);
  }

private:
  void add_fields(pugi::xml_node to, const FormField& field, const std::string& name) {
    for (const FormField& below : field.fields) {
      const std::string identifier = odata_identifier(below.name);
      const std::string type = name + "." + identifier;
      if (below.kind == Kind::value) {
        add(to, "Property", identifier, edm_type(below));
      } else if (below.kind == Kind::repeat) {
        add(to, "NavigationProperty", identifier, fmt::format("Collection({}.{})", space_, type));
      } else {
        add(to, "Property", identifier, space_ + "." + type);
        add_fields(add(schema_, "ComplexType", type), below, type);
      }
    }
  }

  pugi::xml_node schema_;
  std::string space_;
};

pugi::xml_node add_schema(pugi::xml_node services, const std::string& space) {
  pugi::xml_node schema = services.append_child("Schema");
  schema.append_attribute("xmlns") = "http://docs.oasis-open.org/odata/ns/edm";
  schema.append_attribute("Namespace") = space.c_str();
  return schema;
}

} // namespace

bool is_system_column(std::string_view name) { return std::ranges::find(kSystem, name, &SystemProperty::name) != std::end(kSystem); }

std::string odata_service_json(const FormField& root, const std::string& service) {
  nlohmann::ordered_json json = {{"@odata.context", service + "/$metadata"}, {"value", nlohmann::ordered_json::array()}};
  for (const ODataTable& table : odata_tables(root))
    json["value"].push_back({{"name", table.name}, {"kind", "EntitySet"}, {"url", table.name}});
  return json.dump();
}

std::string odata_metadata_xml(const FormField& root, std::string_view form_id) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node edmx = document.append_child("edmx:Edmx");
  edmx.append_attribute("xmlns:edmx") = "http://docs.oasis-open.org/odata/ns/edmx";
  edmx.append_attribute("Version") = "4.0";
  pugi::xml_node services = edmx.append_child("edmx:DataServices");
  pugi::xml_node system = add(add_schema(services, "org.opendatakit.submission"), "ComplexType", "metadata");
  for (const SystemProperty& property : kSystem) add(system, "Property", property.name, property.type);

  const std::string space = "org.opendatakit.user." + odata_identifier(form_id);
  pugi::xml_node own = add_schema(services, space);
  Schema schema(own, space);
  const std::vector<ODataTable> tables = odata_tables(root);
  for (const ODataTable& table : tables) schema.add_entity(table);
  pugi::xml_node container = add(own, "EntityContainer", odata_identifier(form_id));
  for (const ODataTable& table : tables) {
    pugi::xml_node set = add(container, "EntitySet", table.name);
    set.append_attribute("EntityType") = fmt::format("{}.{}", space, table.name).c_str();
  }
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

} // namespace pilotage::endpoint
