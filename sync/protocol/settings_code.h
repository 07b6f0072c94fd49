// The ODK settings code: the JSON that a settings QR code carries and that sets up a collector for one project, as ODK
// Central and KoboToolbox hand it out. Read as JSON, or as QR codes carry it: base64 of the zlib-compressed JSON.
// Settings that only a phone has are ignored. `pilotage` is ours: what a laptop needs beside.
#pragma once

#include "forms/error.h"

#include <string>
#include <string_view>

namespace pilotage::sync {

struct SettingsCode {
  std::string server_url = {}; // general.server_url, e.g. https://central.example/v1/key/…/projects/7
  std::string username = {};   // general.username
  std::string password = {};   // general.password
  std::string project_name = {};
  std::string project_icon = {};
  std::string project_color = {};
  bool autosend = true;            // general.autosend is not "off"
  bool update_forms = true;        // general.form_update_mode is not "manual"
  std::string ca_certificate = {}; // pilotage.ca_certificate: PEM of the only authority to trust for this server
  std::string bearer_token = {};   // pilotage.token, in place of username and password

  bool operator==(const SettingsCode&) const = default;
};

// JSON, one line.
std::string write_settings_code(const SettingsCode& code);
// Base64 of the zlib-compressed JSON, what a QR code holds.
std::string write_compressed_settings_code(const SettingsCode& code);

// Reads either form. malformed when it is neither, has no server URL or fields of the wrong type; limit_exceeded over 64 KiB.
Result<SettingsCode> read_settings_code(std::string_view text);

} // namespace pilotage::sync
