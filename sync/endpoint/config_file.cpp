// Reading the host's settings from TOML.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

#include "forms/xlsform/text.h"
#include "sync/endpoint/endpoint_config.h"
#include "sync/endpoint/whole_file.h"

namespace pilotage::endpoint {

namespace {

std::string place_in(const std::string& file, const toml::source_region& region) {
  return fmt::format("{}: line {}", file, region.begin.line);
}

std::string similar_setting(std::string_view name) {
  const auto distance = [&](const EndpointSetting& setting) { return forms::xlsform::edit_distance(name, setting.name); };
  const EndpointSetting& nearest = *std::ranges::min_element(endpoint_settings(), {}, distance);
  return distance(nearest) <= 1 + name.size() / 4 ? fmt::format(" Did you mean \"{}\"?", nearest.name) : std::string();
}

std::optional<std::vector<std::string>> texts_in(const toml::node& value) {
  const toml::array* array = value.as_array();
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  for (const toml::node& element : *array) {
    const auto text = element.value_exact<std::string>();
    if (!text) return std::nullopt;
    texts.push_back(*text);
  }
  return texts;
}

// False where the value breaks the setting's rule.
bool keep(EndpointConfig& config, const EndpointSetting& setting, const toml::node& value) {
  if (const auto* text = std::get_if<EndpointSetting::Text>(&setting.member))
    return (config.**text = value.value_exact<std::string>()).has_value();
  if (const auto* texts = std::get_if<EndpointSetting::Texts>(&setting.member)) return (config.**texts = texts_in(value)).has_value();
  const auto number = value.value_exact<std::int64_t>();
  config.*std::get<EndpointSetting::Number>(setting.member) = number;
  return number && *number >= setting.least && *number <= setting.most;
}

class ConfigReader {
public:
  explicit ConfigReader(const std::string& file) : file_(file) {}

  Result<void> read(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, value] : table) {
      const std::string name = prefix + std::string(key.str());
      const auto setting = std::ranges::find(endpoint_settings(), name, &EndpointSetting::name);
      if (setting == endpoint_settings().end()) {
        if (auto inside = read_unknown(name, key, value); !inside) return inside;
      } else if (!keep(config_, *setting, value)) {
        return fail(ErrorCode::invalid_value, fmt::format("\"{}\" {}: {}.", name, setting->rule(), setting->what),
                    place_in(file_, value.source()));
      } else {
        config_.places[name] = place_in(file_, key.source());
      }
    }
    return {};
  }
  EndpointConfig config() { return std::move(config_); }

private:
  // A table may hold settings; anything else is a mistake.
  Result<void> read_unknown(const std::string& name, const toml::key& key, const toml::node& value) {
    const auto begins = [&](const EndpointSetting& setting) { return std::string_view(setting.name).starts_with(name + "."); };
    if (value.is_table() && std::ranges::any_of(endpoint_settings(), begins)) return read(*value.as_table(), name + ".");
    return fail(ErrorCode::invalid_value,
                fmt::format("There is no setting \"{}\".{} All settings: pilotage-endpoint serve --help", name, similar_setting(name)),
                place_in(file_, key.source()));
  }

  const std::string& file_;
  EndpointConfig config_;
};

} // namespace

Result<EndpointConfig> read_config(std::string_view toml, const std::string& file) {
  try {
    const toml::table table = toml::parse(toml, std::string_view(file));
    ConfigReader reader(file);
    if (auto read = reader.read(table, ""); !read) return std::unexpected(read.error());
    return reader.config();
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::malformed, fmt::format("The settings are not valid TOML here. {}.", error.description()),
                place_in(file, error.source()));
  }
}

Result<EndpointConfig> read_config_file(const std::filesystem::path& file) {
  std::error_code none;
  if (std::filesystem::is_directory(file, none))
    return fail(ErrorCode::not_found, "This is a directory. Name the settings file itself, such as /etc/pilotage/endpoint.toml.",
                file.string());
  const auto toml = whole_file(file);
  if (!toml)
    return fail(ErrorCode::not_found, "The settings file cannot be read. Check the path, and that this user may read it.", file.string());
  return read_config(*toml, file.string());
}

} // namespace pilotage::endpoint
