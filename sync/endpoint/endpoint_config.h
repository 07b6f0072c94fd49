// The host's settings, from a JSON file and the command line. Unknown names and wrong types are refused with the line where they stand.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "forms/error.h"
#include "sync/endpoint/endpoint.h"

namespace pilotage::endpoint {

struct EndpointConfig {
  std::optional<std::string> listen; // "127.0.0.1:8443", "[::1]:8443"
  std::optional<std::string> certificate_file;
  std::optional<std::string> key_file;
  std::optional<std::string> public_url;
  std::optional<std::string> log_file;
  std::optional<bool> behind_proxy;
  std::optional<std::int64_t> post_bytes;
  std::optional<std::int64_t> threads;
  std::optional<std::int64_t> connections;
  std::optional<std::int64_t> connections_per_address;
  std::optional<std::int64_t> idle_seconds;
  std::optional<std::int64_t> grace_seconds;

  // What `other` says replaces what stands here.
  void take(const EndpointConfig& other);
  // Reads the certificate and the key. Errors: invalid_value, not_found, permission.
  Result<EndpointOptions> options() const;
};

// Errors: not_found, malformed and invalid_value, with "line N".
Result<EndpointConfig> read_config_file(const std::filesystem::path& file);
Result<EndpointConfig> read_config(std::string_view json, const std::string& where);

// A line for each setting, for --help.
std::string config_documentation();

} // namespace pilotage::endpoint
