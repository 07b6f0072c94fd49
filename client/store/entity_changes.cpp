#include "client/store/entity_changes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/store/database.h"
#include "client/store/settings.h"
#include "forms/engine/entity_list.h"

namespace pilotage::store {

namespace {

using nlohmann::json;

std::string as_json(const forms::EntityChange& change) {
  return json{{"id", change.id},       {"create", change.create},        {"update", change.update}, {"base_version", change.base_version},
              {"label", change.label}, {"properties", change.properties}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

forms::EntityChange change_of(const std::string& list, const std::string& text) {
  const json fields = json::parse(text, nullptr, false);
  try {
    return {.list = list,
            .id = fields.at("id"),
            .create = fields.at("create"),
            .update = fields.at("update"),
            .base_version = fields.at("base_version"),
            .label = fields.at("label"),
            .properties = fields.at("properties")};
  } catch (const json::exception&) {
    fail_now(ErrorCode::damaged, "A change of an entity that was made on this laptop cannot be read.", list);
  }
}

std::string file_of(std::string_view list) { return std::string(list) + ".csv"; }

} // namespace

void EntityChanges::add(std::span<const forms::EntityChange> changes) {
  for (const forms::EntityChange& change : changes) {
    if (change.list.empty()) continue;
    store_.database().run("INSERT INTO entity_changes (project, list, change) VALUES (?, ?, ?)", project_, change.list,
                          Blob{store_.sealer().seal(as_json(change))});
  }
}

std::vector<std::string> EntityChanges::changed_lists() const {
  std::vector<std::string> lists;
  Statement query = store_.database().query("SELECT DISTINCT list FROM entity_changes WHERE project = ? ORDER BY list", project_);
  while (query.step()) lists.push_back(query.text(0));
  return lists;
}

void EntityChanges::bring_into(forms::Attachments& attachments, std::string_view xform) const {
  const bool branches = xform.contains("__branchId");
  std::vector<std::string> lists = changed_lists();
  for (const auto& [name, content] : attachments) {
    if (branches && name.ends_with(".csv") && forms::EntityList::is_one(content)) lists.push_back(name.substr(0, name.size() - 4));
  }
  std::ranges::sort(lists);
  lists.erase(std::ranges::unique(lists).begin(), lists.end());
  for (const std::string& list : lists) {
    std::string& content = attachments[file_of(list)];
    auto entities = or_throw(forms::EntityList::read(content, file_of(list)));
    Statement query =
        store_.database().query("SELECT change FROM entity_changes WHERE project = ? AND list = ? ORDER BY id", project_, list);
    while (query.step()) entities.apply(list, change_of(list, or_throw(store_.sealer().open(query.text(0)))));
    if (branches) entities.name_branches(or_throw(device_id(store_)));
    content = entities.csv();
  }
}

void EntityChanges::forget_shown(const forms::Attachments& attachments) {
  for (const std::string& list : changed_lists()) {
    const auto attachment = attachments.find(file_of(list));
    if (attachment == attachments.end()) continue;
    const auto entities = or_throw(forms::EntityList::read(attachment->second, attachment->first));
    std::vector<std::int64_t> shown;
    Statement query = store_.database().query("SELECT id, change FROM entity_changes WHERE project = ? AND list = ?", project_, list);
    while (query.step())
      if (entities.shows(change_of(list, or_throw(store_.sealer().open(query.text(1)))))) shown.push_back(query.integer(0));
    for (const std::int64_t id : shown) store_.database().run("DELETE FROM entity_changes WHERE id = ?", id);
  }
}

} // namespace pilotage::store
