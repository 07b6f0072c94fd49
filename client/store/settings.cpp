#include "client/store/settings.h"

#include <charconv>

#include "client/store/database.h"
#include "client/store/uuid.h"

namespace pilotage::store {

namespace {

void read_into(int& value, const std::string& text) { std::from_chars(text.data(), text.data() + text.size(), value); }

void apply(Settings& settings, const std::string& name, const std::string& value) {
  if (name == "language") settings.language = value;
  if (name == "scale_percent") read_into(settings.scale_percent, value);
  if (name == "retention_days") read_into(settings.retention_days, value);
  if (name == "sync_automatically") settings.sync_automatically = value == "1";
  if (name == "metered") settings.metered = value == "1";
}

} // namespace

Result<Settings> load_settings(Store& store) {
  return guarded([&] {
    Settings settings;
    Statement query = store.database().query("SELECT name, value FROM settings");
    while (query.step()) apply(settings, query.text(0), query.text(1));
    return settings;
  });
}

Result<void> save_settings(Store& store, const Settings& settings) {
  if (settings.scale_percent < 100 || settings.scale_percent > 200)
    return fail(ErrorCode::invalid_value, "The size of the text can be 100 % to 200 %.", "scale_percent");
  return guarded([&] {
    Transaction transaction(store.database());
    const auto put = [&](std::string_view name, std::string_view value) {
      store.database().run("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name,
                           value);
    };
    put("language", settings.language);
    put("scale_percent", std::to_string(settings.scale_percent));
    put("retention_days", std::to_string(settings.retention_days));
    put("sync_automatically", settings.sync_automatically ? "1" : "0");
    put("metered", settings.metered ? "1" : "0");
    transaction.commit();
  });
}

Result<std::string> device_id(Store& store) {
  return guarded([&] {
    Database& database = store.database();
    Transaction transaction(database);
    // Kept by the first that asks; a second program that asks at the same time gets the same one.
    database.run("INSERT INTO settings (name, value) VALUES ('device_id', ?) ON CONFLICT DO NOTHING", "pilotage:" + new_uuid());
    Statement query = database.query("SELECT value FROM settings WHERE name = 'device_id'");
    query.step();
    std::string id = query.text(0);
    transaction.commit();
    return id;
  });
}

} // namespace pilotage::store
