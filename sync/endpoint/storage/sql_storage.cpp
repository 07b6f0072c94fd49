#include "sync/endpoint/storage/sql_storage.h"

namespace pilotage::endpoint {

Result<void> SqlStorage::check() {
  return read([](Database& database) { database.query("SELECT count(*) FROM project").next(); });
}

} // namespace pilotage::endpoint
