#include "sync/endpoint/endpoint_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>
#include <variant>

namespace pilotage::endpoint {

namespace {

using Text = std::optional<std::string> EndpointConfig::*;
using Switch = std::optional<bool> EndpointConfig::*;
using Number = std::optional<std::int64_t> EndpointConfig::*;

struct Setting {
  const char* name;
  std::variant<Text, Switch, Number> member;
  std::int64_t least; // of a number
  std::int64_t most;
  const char* what;
};

const Setting kSettings[] = {
    {"listen", &EndpointConfig::listen, 0, 0, "address and port, \"127.0.0.1:8443\""},
    {"certificate", &EndpointConfig::certificate_file, 0, 0, "file with the certificate and its chain, PEM"},
    {"key", &EndpointConfig::key_file, 0, 0, "file with the private key, PEM"},
    {"public_url", &EndpointConfig::public_url, 0, 0, "the address that laptops use, \"https://pilot.example.org\""},
    {"log_file", &EndpointConfig::log_file, 0, 0, "where log lines (JSON) go; standard error where it is left out"},
    {"behind_proxy", &EndpointConfig::behind_proxy, 0, 0, "true where a proxy in front ends TLS: plain HTTP is allowed then"},
    {"post_bytes", &EndpointConfig::post_bytes, 1'000'000, 4'000'000'000, "what one submission post may carry (100000000)"},
    {"threads", &EndpointConfig::threads, 1, 256, "threads that serve connections (as many as cores)"},
    {"connections", &EndpointConfig::connections, 10, 100'000, "connections at the same time (2000)"},
    {"connections_per_address", &EndpointConfig::connections_per_address, 0, 100'000, "of these from one address (0: no limit)"},
    {"idle_seconds", &EndpointConfig::idle_seconds, 5, 3600, "silence after which a connection is closed (60)"},
    {"grace_seconds", &EndpointConfig::grace_seconds, 0, 3600, "time for requests under way when the server stops (30)"},
};

int line_at(std::string_view text, std::size_t position) {
  return 1 + static_cast<int>(std::ranges::count(text.substr(0, std::min(position, text.size())), '\n'));
}

// The line of a name of the top level. JSON keeps no positions; the first place where the name stands as a string is right for all but odd
// files.
std::string line_of(std::string_view json, std::string_view name, const std::string& where) {
  const auto at = json.find("\"" + std::string(name) + "\"");
  return at == std::string_view::npos ? where : fmt::format("{}: line {}", where, line_at(json, at));
}

Result<void> set(EndpointConfig& config, const Setting& setting, const nlohmann::json& value, const std::string& where) {
  if (const auto* text = std::get_if<Text>(&setting.member)) {
    if (!value.is_string())
      return fail(ErrorCode::invalid_value, fmt::format("\"{}\" must be a text: {}.", setting.name, setting.what), where);
    config.** text = value.get<std::string>();
  } else if (const auto* flag = std::get_if<Switch>(&setting.member)) {
    if (!value.is_boolean())
      return fail(ErrorCode::invalid_value, fmt::format("\"{}\" must be true or false: {}.", setting.name, setting.what), where);
    config.** flag = value.get<bool>();
  } else if (const auto* number = std::get_if<Number>(&setting.member)) {
    if (!value.is_number_integer() || value.get<std::int64_t>() < setting.least || value.get<std::int64_t>() > setting.most)
      return fail(ErrorCode::invalid_value,
                  fmt::format("\"{}\" must be a whole number from {} to {}: {}.", setting.name, setting.least, setting.most, setting.what),
                  where);
    config.** number = value.get<std::int64_t>();
  }
  return {};
}

Result<std::string> pem_file(const std::string& file, std::string_view what) {
  std::ifstream in(file, std::ios::binary);
  std::string pem((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in)
    return fail(ErrorCode::not_found, fmt::format("The {} cannot be read. Check the path, and that this user may read it.", what), file);
  if (pem.find("-----BEGIN ") == std::string::npos)
    return fail(ErrorCode::malformed, fmt::format("The {} is not a PEM file (\"-----BEGIN …\").", what), file);
  return pem;
}

Result<void> read_listen(const std::string& text, ServerOptions& options) {
  const auto colon = text.rfind(':');
  const std::string port = colon == std::string::npos ? "" : text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), options.port);
  if (port.empty() || error != std::errc{} || end != port.data() + port.size() || options.port < 0 || options.port > 65535)
    return fail(ErrorCode::invalid_value, "Say address and port, such as 127.0.0.1:8443 or [::1]:8443.", text);
  options.address = text.substr(0, colon);
  if (options.address.starts_with('[') && options.address.ends_with(']'))
    options.address = options.address.substr(1, options.address.size() - 2);
  return {};
}

} // namespace

void EndpointConfig::take(const EndpointConfig& other) {
  for (const Setting& setting : kSettings)
    std::visit(
        [&](auto member) {
          if (other.*member) this->*member = other.*member;
        },
        setting.member);
}

Result<EndpointOptions> EndpointConfig::options() const {
  EndpointOptions options;
  if (auto read = read_listen(listen.value_or("127.0.0.1:8443"), options.server); !read) return std::unexpected(read.error());
  if (certificate_file.has_value() != key_file.has_value())
    return fail(ErrorCode::invalid_value, "A certificate needs its key, and a key its certificate: give both --cert and --key.");
  if (certificate_file) {
    auto certificate = pem_file(*certificate_file, "certificate");
    if (!certificate) return std::unexpected(certificate.error());
    auto key = pem_file(*key_file, "key");
    if (!key) return std::unexpected(key.error());
    options.server.certificate = std::move(*certificate);
    options.server.key = std::move(*key);
  }
  options.server.behind_proxy = behind_proxy.value_or(false);
  options.server.threads = static_cast<unsigned>(threads.value_or(0));
  options.server.connections = static_cast<unsigned>(connections.value_or(options.server.connections));
  options.server.connections_per_address = static_cast<unsigned>(connections_per_address.value_or(0));
  options.server.idle_timeout = std::chrono::seconds(idle_seconds.value_or(options.server.idle_timeout.count()));
  options.server.header_timeout = options.server.idle_timeout + std::chrono::seconds(15);
  options.post_bytes = static_cast<std::uint64_t>(post_bytes.value_or(static_cast<std::int64_t>(options.post_bytes)));
  options.grace = std::chrono::seconds(grace_seconds.value_or(options.grace.count()));
  options.public_url = public_url.value_or("");
  while (options.public_url.ends_with('/')) options.public_url.pop_back();
  return options;
}

Result<EndpointConfig> read_config(std::string_view json, const std::string& where) {
  nlohmann::json document;
  try {
    document = nlohmann::json::parse(json);
  } catch (const nlohmann::json::parse_error& error) {
    return fail(ErrorCode::malformed, "The settings are not valid JSON here. Look for a missing comma, quote or brace.",
                fmt::format("{}: line {}", where, line_at(json, error.byte == 0 ? 0 : error.byte - 1)));
  }
  if (!document.is_object()) return fail(ErrorCode::malformed, "The settings must be one JSON object: { \"listen\": … }.", where);
  EndpointConfig config;
  for (const auto& [name, value] : document.items()) {
    const auto* setting = std::ranges::find_if(kSettings, [&](const Setting& s) { return name == s.name; });
    if (setting == std::end(kSettings))
      return fail(ErrorCode::invalid_value, fmt::format("There is no setting \"{}\". See: pilotage-endpoint serve --help", name),
                  line_of(json, name, where));
    if (auto done = set(config, *setting, value, line_of(json, name, where)); !done) return std::unexpected(done.error());
  }
  return config;
}

Result<EndpointConfig> read_config_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string json((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in)
    return fail(ErrorCode::not_found, "The settings file cannot be read. Check the path, and that this user may read it.", file.string());
  return read_config(json, file.string());
}

std::string config_documentation() {
  std::string text;
  for (const Setting& setting : kSettings) text += fmt::format("  {}: {}\n", setting.name, setting.what);
  return text;
}

} // namespace pilotage::endpoint
