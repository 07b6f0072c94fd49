#include "sync/endpoint/not_here.h"

#include <algorithm>
#include <array>

#include "sync/endpoint/management.h"

namespace pilotage::endpoint {

namespace {

// A part of an address of Central's ('$' at its end: the address ends there), and what to do without it.
struct Absent {
  std::string_view part;
  const char* sentence;
};
constexpr std::array kAbsent = {
    Absent{.part = "/datasets", .sentence = "This server keeps no entities."},
    Absent{.part = "/dataset-diff", .sentence = "This server keeps no entities."},
    Absent{.part = "/entities", .sentence = "This server keeps no entities."},
    Absent{.part = "/public-links", .sentence = "There are no public links here: whoever answers has an app user's token."},
    Absent{.part = "/enketo", .sentence = "There is no web form here: responses come from Pilotage, ODK Collect and their like."},
    Absent{.part = ".geojson", .sentence = "Places come with the OData tables, as GeoJSON, or with $wkt=true as WKT."},
    Absent{.part = "/restore",
           .sentence = "A deleted form comes back when one of its versions is published again; other deletions are the host's."},
    Absent{.part = "/key$", .sentence = "This server manages no keys: a form is encrypted with the public key that it brings."},
    Absent{.part = "/users/reset",
           .sentence = "This server sends no e-mail: an administrator sets passwords, or pilotage-endpoint user set-password."},
    Absent{.part = "/backup", .sentence = "The host makes back-ups: pilotage-endpoint backup."},
    Absent{.part = "/config", .sentence = "The host's settings are in pilotage-endpoint's configuration file."},
    Absent{.part = "/analytics", .sentence = "This server reports to nobody."},
    Absent{.part = "/user-preferences", .sentence = "This server keeps no preferences of people."},
};

bool names(std::string_view path, std::string_view part) {
  if (part.ends_with('$')) return path.ends_with(part.substr(0, part.size() - 1));
  return path.find(part) != std::string_view::npos;
}

} // namespace

Response not_here(const Request& request, Response refusal) {
  if (!request.path.starts_with("/v1/")) return refusal;
  const auto* absent = std::ranges::find_if(kAbsent, [&](const Absent& one) { return names(request.path, one.part); });
  if (absent != kAbsent.end() && refusal.status == 404) refusal.body = absent->sentence;
  return json_refusal(std::move(refusal));
}

} // namespace pilotage::endpoint
