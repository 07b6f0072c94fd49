// Where and how a response goes (ODK XForms, "Submission" and "Encryption"), and the audit log that it wants.
#pragma once

#include <string>

namespace pilotage::forms {

struct Submission {
  std::string action;      // the address, or ""
  std::string method;      // "form-data-post", or ""
  std::string public_key;  // base64RsaPublicKey: where there is one, responses are sent encrypted
  std::string auto_send;   // orx:auto-send, "" where the form says nothing
  std::string auto_delete; // orx:auto-delete
};

// What meta/audit asks for (ODK XForms, "Client Audit Logs").
struct AuditConfiguration {
  bool enabled = false;
  std::string location_priority;     // odk:location-priority
  std::string location_min_interval; // seconds
  std::string location_max_age;
  bool track_changes = false;         // old and new value of each answer
  bool track_changes_reasons = false; // "on-form-edit"
  bool identify_user = false;
};

} // namespace pilotage::forms
