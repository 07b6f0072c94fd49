// The host's settings: each has one name, which a TOML file and the command line of `serve` share ("idle_seconds", --idle-seconds).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "forms/error.h"
#include "sync/endpoint/endpoint.h"

namespace pilotage::endpoint {

struct EndpointConfig {
  std::optional<std::string> data;
  std::optional<std::string> listen; // "127.0.0.1:8443", "[::1]:8443"
  std::optional<std::string> certificate_file;
  std::optional<std::string> key_file;
  std::optional<std::vector<std::string>> trusted_proxies;
  std::optional<std::string> public_url;
  std::optional<std::string> log_file;
  std::optional<std::string> metrics_token_file;
  std::optional<std::int64_t> post_bytes;
  std::optional<std::string> uploads;
  std::optional<std::int64_t> upload_bytes;
  std::optional<std::int64_t> upload_hours;
  std::optional<std::int64_t> threads;
  std::optional<std::int64_t> connections;
  std::optional<std::int64_t> connections_per_address;
  std::optional<std::int64_t> idle_seconds;
  std::optional<std::int64_t> grace_seconds;

  std::map<std::string, std::string> places; // of the settings that a file said: "FILE: line N"

  // What `other` says replaces what stands here.
  void take(const EndpointConfig& other);
  // Reads the certificate, its key and the token for the metrics. Errors: invalid_value, not_found, malformed, refused (plain HTTP beyond
  // this machine), with the place of the setting.
  Result<EndpointOptions> options() const;
  // What is wrong with this setting, with its place before it where it has one.
  std::unexpected<Error> mistake(const std::string& setting, Error error) const;
};

// One of them: what it is called, where it is kept, what it may be and what it is for.
struct EndpointSetting {
  using Text = std::optional<std::string> EndpointConfig::*;
  using Texts = std::optional<std::vector<std::string>> EndpointConfig::*;
  using Number = std::optional<std::int64_t> EndpointConfig::*;

  const char* name; // a dot parts the name of a table from that of the setting in it
  std::variant<Text, Texts, Number> member;
  const char* kind; // of what stands for the value on the command line: "FILE"
  const char* what;
  std::int64_t least = 0; // of a number
  std::int64_t most = 0;

  // "must be a whole number from 5 to 3600"
  std::string rule() const;
};
std::span<const EndpointSetting> endpoint_settings();

// What a TOML file says. Unknown names, wrong types and numbers out of bounds are refused. Errors: not_found, malformed and invalid_value,
// with "FILE: line N".
Result<EndpointConfig> read_config_file(const std::filesystem::path& file);
Result<EndpointConfig> read_config(std::string_view toml, const std::string& file);

} // namespace pilotage::endpoint
