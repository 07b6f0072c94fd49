#include "sync/endpoint/storage_choice.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "sync/endpoint/storage/disk_error.h"
#include "sync/endpoint/storage/durable_file.h"

namespace pilotage::endpoint {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

constexpr const char* kChoiceFile = "storage.json";
constexpr unsigned kFewestConnections = 4; // three that write submissions, one that reads
constexpr unsigned kMostConnections = 1000;

std::unexpected<Error> wrong_choice(const std::string& what, const fs::path& file) {
  return fail(ErrorCode::invalid_value, what, file.string());
}

Result<std::string> text_in(const ordered_json& json, const char* name, const fs::path& file) {
  const auto found = json.find(name);
  if (found == json.end()) return std::string();
  if (!found->is_string()) return wrong_choice(fmt::format("\"{}\" must be a text.", name), file);
  return found->get<std::string>();
}

Result<DatabaseChoice> database_in(const ordered_json& json, const fs::path& file) {
  if (!json.is_object()) return wrong_choice(R"("database" must be an object: { "connection": "postgresql://…" }.)", file);
  for (const auto& [name, value] : json.items())
    if (name != "connection" && name != "password_file" && name != "connections")
      return wrong_choice(
          fmt::format(R"(There is no setting "{}" of "database"; there are "connection", "password_file" and "connections".)", name), file);
  DatabaseChoice choice;
  auto connection = text_in(json, "connection", file);
  if (!connection) return std::unexpected(connection.error());
  auto password_file = text_in(json, "password_file", file);
  if (!password_file) return std::unexpected(password_file.error());
  choice.connection = *std::move(connection);
  choice.password_file = *std::move(password_file);
  if (const auto found = json.find("connections"); found != json.end()) {
    if (!found->is_number_integer() || *found < kFewestConnections || *found > kMostConnections)
      return wrong_choice(fmt::format(R"("connections" must be a whole number from {} to {}.)", kFewestConnections, kMostConnections),
                          file);
    choice.connections = found->get<unsigned>();
  }
  return choice;
}

Result<StorageChoice> choice_in(const std::string& text, const fs::path& file) {
  const auto json = ordered_json::parse(text, nullptr, false);
  if (!json.is_object())
    return fail(ErrorCode::malformed, "The choice of the storage is not a JSON object. Restore this file; \"init\" wrote it.",
                file.string());
  StorageChoice choice;
  for (const auto& [name, value] : json.items()) {
    if (name != "database") return wrong_choice(fmt::format(R"(There is no setting "{}"; there is "database".)", name), file);
    auto database = database_in(value, file);
    if (!database) return std::unexpected(database.error());
    choice.database = *std::move(database);
  }
  return choice;
}

ordered_json json_of(const DatabaseChoice& choice) {
  ordered_json json = {{"connection", choice.connection}};
  if (!choice.password_file.empty()) json["password_file"] = choice.password_file;
  json["connections"] = choice.connections;
  return json;
}

} // namespace

Result<PostgresSettings> DatabaseChoice::settings() const {
  if (auto checked = check_connection(connection); !checked) return std::unexpected(checked.error());
  PostgresSettings settings;
  settings.connection = connection;
  settings.connections = connections;
  if (password_file.empty()) return settings;
  std::ifstream in(password_file);
  if (!std::getline(in, settings.password))
    return fail(ErrorCode::not_found,
                "The file with the database's password cannot be read. Check the path, and that this user may read it.", password_file);
  if (settings.password.ends_with('\r')) settings.password.pop_back();
  return settings;
}

bool StorageChoice::stands_in(const fs::path& directory) {
  std::error_code none;
  return fs::exists(directory / kChoiceFile, none);
}

Result<StorageChoice> StorageChoice::read(const fs::path& directory) {
  const fs::path file = directory / kChoiceFile;
  if (!stands_in(directory)) return StorageChoice{};
  std::ifstream in(file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) return fail(ErrorCode::permission, "The choice of the storage cannot be read. Let this user read it.", file.string());
  return choice_in(text, file);
}

Result<void> StorageChoice::write(const fs::path& directory) const {
  if (!database) return {};
  const ordered_json json = {{"database", json_of(*database)}};
  return write_durably(directory / kChoiceFile, json.dump(2) + "\n");
}

} // namespace pilotage::endpoint
