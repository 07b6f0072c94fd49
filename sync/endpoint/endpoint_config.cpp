#include "sync/endpoint/endpoint_config.h"

#include <fmt/format.h>

#include <charconv>

#include "sync/endpoint/whole_file.h"
#include "sync/protocol/content_hash.h"
#include "sync/protocol/headers.h"

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kShortestToken = 20;

const EndpointSetting kSettings[] = {
    {"data", &EndpointConfig::data, "DIR", "the data directory: database and attachments"},
    {"listen", &EndpointConfig::listen, "ADDRESS:PORT", "address and port; port 0 takes any free one (127.0.0.1:8443)"},
    {"certificate", &EndpointConfig::certificate_file, "FILE", "the server's certificate and its chain, PEM"},
    {"key", &EndpointConfig::key_file, "FILE", "the certificate's private key, PEM"},
    {"trusted_proxies", &EndpointConfig::trusted_proxies, "ADDRESS",
     "addresses (10.0.0.7) or networks (10.0.0.0/8) of the proxies in front that end TLS: plain HTTP is allowed then, and "
     "X-Forwarded-Proto and X-Forwarded-For are believed from them and from nobody else"},
    {"public_url", &EndpointConfig::public_url, "URL", "the address that laptops use, such as https://pilot.example.org"},
    {"log_file", &EndpointConfig::log_file, "FILE", "where log lines (JSON) go; standard error where it is left out"},
    {"metrics_token_file", &EndpointConfig::metrics_token_file, "FILE",
     "holds a token of the host's own making that opens /metrics and nothing else, for Prometheus"},
    {"post_bytes", &EndpointConfig::post_bytes, "BYTES", "what one submission post may carry (100000000)", 1'000'000, 4'000'000'000},
    {"uploads", &EndpointConfig::uploads, "DIR",
     "where resumable uploads are kept until they are complete; endpoints on one database share it (uploads in the data directory)"},
    {"upload_bytes", &EndpointConfig::upload_bytes, "BYTES", "what one attachment may have that comes by resumable upload (4294967296)",
     1'000'000, static_cast<std::int64_t>(sync::kMaxAttachmentBytes)}, // programs that pull take no larger one
    {"upload_hours", &EndpointConfig::upload_hours, "HOURS", "how long an upload waits for its sender to go on (168)", 1, 10'000},
    {"threads", &EndpointConfig::threads, "NUMBER", "threads that serve connections (as many as cores)", 1, 256},
    {"connections", &EndpointConfig::connections, "NUMBER", "connections at the same time (2000)", 10, 100'000},
    {"connections_per_address", &EndpointConfig::connections_per_address, "NUMBER", "of these from one address (0: no limit)", 0, 100'000},
    {"idle_seconds", &EndpointConfig::idle_seconds, "SECONDS", "silence after which a connection is closed (60)", 5, 3600},
    {"grace_seconds", &EndpointConfig::grace_seconds, "SECONDS", "time for requests under way when the server stops (30)", 0, 3600},
};

Result<std::string> pem_file(const std::string& file, std::string_view what) {
  auto pem = whole_file(file);
  if (!pem)
    return fail(ErrorCode::not_found, fmt::format("The {} cannot be read. Check the path, and that this user may read it.", what), file);
  if (pem->find("-----BEGIN ") == std::string::npos)
    return fail(ErrorCode::malformed, fmt::format("The {} is not a PEM file (\"-----BEGIN …\").", what), file);
  return *std::move(pem);
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

Result<void> read_certificate(const EndpointConfig& config, ServerOptions& options) {
  if (config.certificate_file.has_value() != config.key_file.has_value())
    return config.mistake(
        config.key_file ? "key" : "certificate",
        {ErrorCode::invalid_value, "A certificate needs its key, and a key its certificate: give both --certificate and --key.", {}});
  if (!config.certificate_file) return {};
  auto certificate = pem_file(*config.certificate_file, "certificate");
  if (!certificate) return config.mistake("certificate", certificate.error());
  auto key = pem_file(*config.key_file, "key");
  if (!key) return config.mistake("key", key.error());
  options.certificate = std::move(*certificate);
  options.key = std::move(*key);
  return {};
}

// The server refuses the same when it starts; here it is found before that, with its place.
Result<void> check_reach(const ServerOptions& options) {
  const std::string& address = options.address;
  if (address != "localhost" && (address.find('/') != std::string::npos || !TrustedProxies::parse({address})))
    return fail(ErrorCode::invalid_value, "The address to listen on must be numeric, such as 127.0.0.1, 0.0.0.0 or ::1.", address);
  const auto this_machine = TrustedProxies::parse({"127.0.0.0/8", "::1"});
  if (!options.certificate.empty() || !options.proxies.empty() || address == "localhost" || this_machine->contains(address)) return {};
  return fail(ErrorCode::refused,
              "Plain HTTP is refused beyond this machine. Give a certificate and its key (--certificate, --key), or name the proxies in "
              "front that end TLS (--trusted-proxies).",
              address);
}

// Its hash: the token itself is kept nowhere.
Result<std::string> hash_of_token_in(const std::string& file) {
  auto text = whole_file(file);
  if (!text)
    return fail(ErrorCode::not_found, "The token for the metrics cannot be read. Check the path, and that this user may read it.", file);
  text->resize(text->find_last_not_of(" \t\r\n") + 1);
  const std::string_view token = *text;
  if (token.size() < kShortestToken || token.find_first_of(" \t\r\n") != std::string_view::npos)
    return fail(ErrorCode::malformed,
                fmt::format("The file must hold one token of {} characters or more, such as: openssl rand -hex 32", kShortestToken), file);
  return sync::sha256_hex(token);
}

} // namespace

std::span<const EndpointSetting> endpoint_settings() { return kSettings; }

std::string EndpointSetting::rule() const {
  if (std::holds_alternative<Text>(member)) return "must be a text";
  if (std::holds_alternative<Texts>(member)) return "must be a list of texts";
  return fmt::format("must be a whole number from {} to {}", least, most);
}

void EndpointConfig::take(const EndpointConfig& other) {
  for (const EndpointSetting& setting : kSettings)
    std::visit(
        [&](auto member) {
          if (!(other.*member)) return;
          this->*member = other.*member;
          const auto place = other.places.find(setting.name);
          if (place == other.places.end())
            places.erase(setting.name);
          else
            places[setting.name] = place->second;
        },
        setting.member);
}

std::unexpected<Error> EndpointConfig::mistake(const std::string& setting, Error error) const {
  if (const auto place = places.find(setting); place != places.end())
    error.where = error.where.empty() ? place->second : place->second + ": " + error.where;
  return std::unexpected(std::move(error));
}

Result<EndpointOptions> EndpointConfig::options() const {
  EndpointOptions options;
  if (auto read = read_listen(listen.value_or("127.0.0.1:8443"), options.server); !read) return mistake("listen", read.error());
  if (auto read = read_certificate(*this, options.server); !read) return std::unexpected(read.error());
  auto proxies = TrustedProxies::parse(trusted_proxies.value_or(std::vector<std::string>{}));
  if (!proxies) return mistake("trusted_proxies", proxies.error());
  options.server.proxies = std::move(*proxies);
  if (auto checked = check_reach(options.server); !checked) return mistake("listen", checked.error());
  options.server.threads = static_cast<unsigned>(threads.value_or(0));
  options.server.connections = static_cast<unsigned>(connections.value_or(options.server.connections));
  options.server.connections_per_address = static_cast<unsigned>(connections_per_address.value_or(0));
  options.server.idle_timeout = std::chrono::seconds(idle_seconds.value_or(options.server.idle_timeout.count()));
  options.server.header_timeout = options.server.idle_timeout + std::chrono::seconds(15);
  if (metrics_token_file) {
    auto hash = hash_of_token_in(*metrics_token_file);
    if (!hash) return mistake("metrics_token_file", hash.error());
    options.metrics_token_hash = std::move(*hash);
  }
  options.post_bytes = static_cast<std::uint64_t>(post_bytes.value_or(static_cast<std::int64_t>(options.post_bytes)));
  options.uploads = uploads.value_or("");
  options.upload_bytes = static_cast<std::uint64_t>(upload_bytes.value_or(static_cast<std::int64_t>(options.upload_bytes)));
  if (upload_hours) options.upload_lifetime = std::chrono::hours(*upload_hours);
  options.grace = std::chrono::seconds(grace_seconds.value_or(options.grace.count()));
  options.public_url = public_url.value_or("");
  while (options.public_url.ends_with('/')) options.public_url.pop_back();
  return options;
}

} // namespace pilotage::endpoint
