#include "sync/endpoint/storage/postgres_failure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace pilotage::endpoint {

namespace {

using Cause = PostgresFailure::Cause;

struct Meaning {
  std::string_view sqlstate; // the whole code, or the class that it starts with
  Cause cause;
  ErrorCode code;
  std::string_view sentence;
};

constexpr std::string_view kUnreachable =
    "The database server cannot be reached. Check that PostgreSQL runs and that the connection's host and port are right.";
constexpr std::string_view kBusy = "The database server is too busy to answer in time. Try again; look at its load if it goes on.";

// The first that fits is meant. Codes: PostgreSQL's appendix A.
constexpr std::array kMeanings = {
    Meaning{"", Cause::connection, ErrorCode::no_network, kUnreachable},
    Meaning{"08", Cause::connection, ErrorCode::no_network, kUnreachable},
    Meaning{"57P", Cause::connection, ErrorCode::no_network, "The database server stops or starts just now. Try again in a minute."},
    Meaning{"25006", Cause::connection, ErrorCode::no_network,
            "The database server takes no changes now: it is a stand-by. Let the connection name the primary server."},
    Meaning{"40", Cause::collision, ErrorCode::locked, kBusy},
    Meaning{"55P03", Cause::other, ErrorCode::locked, kBusy},
    Meaning{"57014", Cause::other, ErrorCode::locked, kBusy},
    Meaning{"53100", Cause::other, ErrorCode::disk_full, "The database server's disk is full. Free some space there, then try again."},
    Meaning{"53", Cause::other, ErrorCode::locked,
            "The database server has no room for another connection. Raise its max_connections, or lower \"connections\" here."},
    Meaning{"28", Cause::other, ErrorCode::permission,
            "The database server refuses the user or the password. Check the connection's user and the password file."},
    Meaning{"3D000", Cause::other, ErrorCode::not_found, "The server has no such database. Create it with: createdb --encoding UTF8 NAME"},
    Meaning{"42501", Cause::other, ErrorCode::permission, "The database user may not do this. Make it the owner of the database."},
    Meaning{"23505", Cause::other, ErrorCode::conflict, "There is one already."},
    Meaning{"XX001", Cause::other, ErrorCode::damaged, "The database is damaged. Stop the server and restore the last back-up."},
    Meaning{"XX002", Cause::other, ErrorCode::damaged, "An index of the database is damaged. Run REINDEX DATABASE there."},
};

bool fits(const Meaning& meaning, std::string_view sqlstate) {
  return meaning.sqlstate.empty() ? sqlstate.empty() : sqlstate.starts_with(meaning.sqlstate);
}

} // namespace

PostgresFailure postgres_failure(std::string_view sqlstate, std::string message) {
  while (message.ends_with('\n')) message.pop_back();
  const auto* meaning = std::ranges::find_if(kMeanings, [&](const Meaning& m) { return fits(m, sqlstate); });
  if (meaning == kMeanings.end())
    return {{{ErrorCode::io, fmt::format("The database failed: {} ({}).", message, sqlstate), "PostgreSQL"}}, Cause::other};
  return {{{meaning->code, std::string(meaning->sentence), "PostgreSQL: " + message}}, meaning->cause};
}

} // namespace pilotage::endpoint
