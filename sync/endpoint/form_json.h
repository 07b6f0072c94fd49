// Forms, their drafts, versions and files as JSON, in the shapes of ODK Central's API. Pure functions.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sync/endpoint/storage/draft_storage.h"
#include "sync/endpoint/storage/records.h"

namespace pilotage::endpoint {

// How many responses came is for those who may read them.
enum class Counts { shown, hidden };
nlohmann::ordered_json form_json(const FormSummary& form, Counts counts);
nlohmann::ordered_json draft_json(const FormDraft& draft);
nlohmann::ordered_json version_json(const FormVersion& version, FormState state);
// A file that has just come, with "success": earlier Centrals answered nothing else.
nlohmann::ordered_json received_file_json(const FormFile& file);
// The files that are there, and the names of those that are still to come.
nlohmann::ordered_json files_json(const std::vector<FormFile>& files, const std::vector<std::string>& wanted = {});

} // namespace pilotage::endpoint
