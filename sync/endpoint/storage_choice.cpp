#include "sync/endpoint/storage_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
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

// One object of the file, "database" or "attachments". Remembers the first thing that is wrong.
class Section {
public:
  Section(const ordered_json& json, std::string name, const fs::path& file) : json_(json), name_(std::move(name)), file_(file) {}

  void allow(std::initializer_list<std::string_view> known) {
    if (!json_.is_object()) return wrong(fmt::format(R"("{}" must be an object in braces.)", name_));
    for (const auto& [setting, value] : json_.items())
      if (std::ranges::find(known, setting) == known.end()) wrong(fmt::format(R"(There is no setting "{}" of "{}".)", setting, name_));
  }
  void read(const char* setting, std::string& into) {
    const auto found = json_.find(setting);
    if (found == json_.end()) return;
    if (!found->is_string()) return wrong(fmt::format("\"{}\" must be a text.", setting));
    into = found->get<std::string>();
  }
  void read(const char* setting, unsigned& into, unsigned least, unsigned most) {
    const auto found = json_.find(setting);
    if (found == json_.end()) return;
    if (!found->is_number_integer() || *found < least || *found > most)
      return wrong(fmt::format(R"("{}" must be a whole number from {} to {}.)", setting, least, most));
    into = found->get<unsigned>();
  }
  template <typename Choice>
  Result<Choice> result(Choice choice) const {
    if (error_) return std::unexpected(*error_);
    return choice;
  }

private:
  void wrong(std::string what) {
    if (!error_) error_ = Error{ErrorCode::invalid_value, std::move(what), file_.string()};
  }

  const ordered_json& json_;
  std::string name_;
  const fs::path& file_;
  std::optional<Error> error_;
};

Result<DatabaseChoice> database_in(Section section) {
  DatabaseChoice choice;
  section.allow({"connection", "password_file", "connections"});
  section.read("connection", choice.connection);
  section.read("password_file", choice.password_file);
  section.read("connections", choice.connections, kFewestConnections, kMostConnections);
  return section.result(std::move(choice));
}

Result<AttachmentsChoice> attachments_in(Section section) {
  AttachmentsChoice choice;
  section.allow({"place", "region", "credentials_file", "ca_file"});
  section.read("place", choice.place);
  section.read("region", choice.region);
  section.read("credentials_file", choice.credentials_file);
  section.read("ca_file", choice.ca_file);
  return section.result(std::move(choice));
}

Result<StorageChoice> choice_in(const std::string& text, const fs::path& file) {
  const auto json = ordered_json::parse(text, nullptr, false);
  if (!json.is_object())
    return fail(ErrorCode::malformed, "The choice of the storage is not a JSON object. Restore this file; \"init\" wrote it.",
                file.string());
  StorageChoice choice;
  for (const auto& [name, value] : json.items()) {
    const Section section(value, name, file);
    if (name == "database") {
      auto database = database_in(section);
      if (!database) return std::unexpected(database.error());
      choice.database = *std::move(database);
    } else if (name == "attachments") {
      auto attachments = attachments_in(section);
      if (!attachments) return std::unexpected(attachments.error());
      choice.attachments = *std::move(attachments);
    } else {
      return fail(ErrorCode::invalid_value, fmt::format(R"(There is no setting "{}"; there are "database" and "attachments".)", name),
                  file.string());
    }
  }
  return choice;
}

ordered_json json_of(const DatabaseChoice& choice) {
  ordered_json json = {{"connection", choice.connection}};
  if (!choice.password_file.empty()) json["password_file"] = choice.password_file;
  json["connections"] = choice.connections;
  return json;
}

ordered_json json_of(const AttachmentsChoice& choice) {
  ordered_json json = {{"place", choice.place}};
  if (choice.is_bucket()) json["region"] = choice.region;
  if (!choice.credentials_file.empty()) json["credentials_file"] = choice.credentials_file;
  if (!choice.ca_file.empty()) json["ca_file"] = choice.ca_file;
  return json;
}

// Plain HTTP would show what people sent to everybody on the way.
bool is_safe_address(std::string_view address) {
  return address.starts_with("https://") || address.starts_with("http://127.0.0.1:") || address.starts_with("http://localhost:");
}

std::string without_blanks(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r");
  if (from == std::string_view::npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(" \t\r") + 1 - from));
}

// As the tools for Amazon's S3 keep them: one a line, whatever the section is.
void read_keys(std::istream& in, BucketSettings& settings) {
  for (std::string line; std::getline(in, line);) {
    const auto equals = line.find('=');
    if (equals == std::string::npos) continue;
    const std::string name = without_blanks(std::string_view(line).substr(0, equals));
    if (name == "aws_access_key_id") settings.key_id = without_blanks(std::string_view(line).substr(equals + 1));
    if (name == "aws_secret_access_key") settings.secret = without_blanks(std::string_view(line).substr(equals + 1));
  }
}

void read_keys_of_environment(BucketSettings& settings) {
  if (const char* id = std::getenv("AWS_ACCESS_KEY_ID")) settings.key_id = id;
  if (const char* secret = std::getenv("AWS_SECRET_ACCESS_KEY")) settings.secret = secret;
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

bool AttachmentsChoice::is_bucket() const { return place.find("://") != std::string::npos; }

Result<BucketSettings> AttachmentsChoice::bucket() const {
  if (!is_safe_address(place) || place.find('@') != std::string::npos || place.find('?') != std::string::npos)
    return fail(ErrorCode::invalid_value, "The bucket's address must be https://HOST/BUCKET, without keys in it.");
  BucketSettings settings;
  settings.address = place;
  settings.region = region;
  settings.ca_file = ca_file;
  if (credentials_file.empty()) {
    read_keys_of_environment(settings);
  } else {
    std::ifstream in(credentials_file);
    if (!in)
      return fail(ErrorCode::not_found, "The file with the bucket's keys cannot be read. Check the path, and that this user may read it.",
                  credentials_file);
    read_keys(in, settings);
  }
  if (settings.key_id.empty() || settings.secret.empty())
    return fail(ErrorCode::not_found,
                "There is no key for the bucket. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a file that has the lines "
                "\"aws_access_key_id = …\" and \"aws_secret_access_key = …\".",
                credentials_file);
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
  if (!database && !attachments) return {};
  ordered_json json = ordered_json::object();
  if (database) json["database"] = json_of(*database);
  if (attachments) json["attachments"] = json_of(*attachments);
  return write_durably(directory / kChoiceFile, json.dump(2) + "\n");
}

} // namespace pilotage::endpoint
