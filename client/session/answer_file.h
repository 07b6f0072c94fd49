// Answers from a file instead of a person: a JSON object of questions and values, applied through a Filling, so that relevance,
// constraints, choices and types hold as on the screen.
//
//   { "consent": "yes", "age": 34, "languages": ["fr", "es"], "/data/place/town": "Rabat",
//     "person": [ { "name": "P1" }, { "name": "P2" } ] }
//
// A key is a reference or a question's name where only one has it; an object under a group's name goes into the group, an array of
// objects under a repeat's name makes its instances. An array under a select_multiple is what is chosen, null takes an answer away. An
// upload's value is a path, from the file's own folder. The order does not matter: what depends on other answers is asked again when they
// are there.
#pragma once

#include <filesystem>
#include <string_view>

#include "client/session/filling.h"
#include "forms/error.h"

namespace pilotage::session {

// Applies all of it. The first thing that cannot be answered is an Error that names the question: not_found (no such question, or several),
// invalid_value (refused by type, choices or constraint, or not relevant), readonly, malformed (not JSON). Answers before it stand.
Result<void> apply_answers(Filling& filling, std::string_view json, const std::filesystem::path& folder = {});

} // namespace pilotage::session
