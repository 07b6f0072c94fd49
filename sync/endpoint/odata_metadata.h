// What an OData service says of itself: its tables, and the types of their columns (OData 4.01, CSDL XML). Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "sync/endpoint/odata_names.h"

namespace pilotage::endpoint {

// Is there such a column in __system, beside the answers of a submission?
bool is_system_column(std::string_view name);

// `service` is its address: "https://…/forms/household.svc".
std::string odata_service_json(const FormField& root, const std::string& service);
std::string odata_metadata_xml(const FormField& root, std::string_view form_id);

} // namespace pilotage::endpoint
