#include "sync/protocol/settings_code.h"

#include "sync/protocol/base64.h"
#include "sync/protocol/deflate.h"
#include "sync/protocol/json_bounds.h"
#include "sync/protocol/names.h"

namespace pilotage::sync {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxCodeBytes = std::size_t{64} << 10;

std::unexpected<Error> not_a_code() {
  return fail(ErrorCode::malformed, "This is not an ODK settings code. Copy the whole text that the server shows for this collector.");
}

const json& member(const json& object, const char* name) {
  static const json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(name);
  return found == object.end() ? kNothing : *found;
}

Result<SettingsCode> from_json(std::string_view text) {
  auto root = parse_json(text, {.max_bytes = kMaxCodeBytes, .max_values = 5'000}, "settings code");
  if (!root) return std::unexpected(root.error().code == ErrorCode::malformed ? not_a_code().error() : root.error());
  const json& general = member(*root, "general");
  const json& project = member(*root, "project");
  const json& ours = member(*root, "pilotage");
  for (const char* name : {"server_url", "username", "password"})
    if (const auto& value = member(general, name); !value.is_null() && !value.is_string()) return not_a_code();

  SettingsCode code;
  code.server_url = string_member(general, "server_url");
  code.username = string_member(general, "username");
  code.password = string_member(general, "password");
  code.autosend = string_member(general, "autosend") != "off";
  code.update_forms = string_member(general, "form_update_mode") != "manual";
  code.project_name = string_member(project, "name");
  code.project_icon = string_member(project, "icon");
  code.project_color = string_member(project, "color");
  code.ca_certificate = string_member(ours, "ca_certificate");
  code.bearer_token = string_member(ours, "token");
  if (code.server_url.empty()) return fail(ErrorCode::malformed, "The settings code names no server. Ask for a code of this project.");
  return code;
}

} // namespace

std::string write_settings_code(const SettingsCode& code) {
  json general = {{"server_url", code.server_url},
                  {"autosend", code.autosend ? "wifi_and_cellular" : "off"},
                  {"form_update_mode", code.update_forms ? "match_exactly" : "manual"}};
  if (!code.username.empty()) general["username"] = code.username;
  if (!code.password.empty()) general["password"] = code.password;
  json root = {{"general", std::move(general)}, {"admin", json::object()}};
  root["project"] = {{"name", code.project_name}, {"icon", code.project_icon}, {"color", code.project_color}};
  if (!code.ca_certificate.empty()) root["pilotage"]["ca_certificate"] = code.ca_certificate;
  if (!code.bearer_token.empty()) root["pilotage"]["token"] = code.bearer_token;
  return root.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string write_compressed_settings_code(const SettingsCode& code) { return base64(deflate(write_settings_code(code))); }

Result<SettingsCode> read_settings_code(std::string_view text) {
  if (text.size() > kMaxCodeBytes) return fail(ErrorCode::limit_exceeded, "The settings code is longer than 64 KB.");
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return not_a_code();
  if (text[first] == '{') return from_json(text);

  auto compressed = from_base64(text);
  if (!compressed) return not_a_code();
  auto plain = inflate(*compressed, kMaxCodeBytes);
  if (!plain) return std::unexpected(plain.error().code == ErrorCode::malformed ? not_a_code().error() : plain.error());
  return from_json(*plain);
}

} // namespace pilotage::sync
