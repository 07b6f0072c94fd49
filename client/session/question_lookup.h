// Finds the questions, groups and repeats of a running form by the names that people use in files.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/engine/form_session.h"

namespace pilotage::session {

// "name" of "/data/person[2]/name", "person" of "/data/person[2]".
std::string_view last_name(std::string_view ref);

// "/data/person" of "/data/person[2]".
std::string without_position(const std::string& ref);

// The item's own reference. A repeat has that of its instances without the position, "" while there is none.
std::string ref_of(const forms::FormSession& form, const forms::Item& item);

// Everything of that name below `scope`, in any group of it; what is inside of repeats has a scope of its own.
std::vector<forms::Item> items_named(const forms::FormSession& form, const forms::Item& scope, std::string_view name);

// The question that shows this node, wherever it is; nothing for a node that no control shows.
std::optional<forms::Item> question_of(const forms::FormSession& form, forms::Node node);

// The scope that a reference names: the body for "", a repeat instance, or a group.
std::optional<forms::Item> scope_of(const forms::FormSession& form, std::string_view ref);

// The references of `scope` and all groups in it: where a repeat that has no instance yet can be.
std::vector<std::string> places_for_repeats(const forms::FormSession& form, const forms::Item& scope);

} // namespace pilotage::session
