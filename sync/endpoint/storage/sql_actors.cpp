#include "sync/endpoint/storage/sql_actors.h"

namespace pilotage::endpoint {

ActorId add_actor(Database& database, std::string_view uuid, std::string_view kind, std::string_view name, std::int64_t created_at) {
  database.change("INSERT INTO actor (uuid, kind, name, created_at) VALUES (?,?,?,?)", uuid, kind, name, created_at);
  Query row = database.query("SELECT actor_id FROM actor WHERE uuid=?", uuid);
  row.next();
  return row.integer(0);
}

Actor actor_in(const Query& row, int column) {
  if (row.is_null(column)) return {};
  return {.id = row.integer(column),
          .kind = row.text(column + 1) == "user" ? ActorKind::person : ActorKind::app_user,
          .name = row.text(column + 2),
          .created_at = row.integer(column + 3)};
}

} // namespace pilotage::endpoint
