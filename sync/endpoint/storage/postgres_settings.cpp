#include "sync/endpoint/storage/postgres_settings.h"

#include <libpq-fe.h>

#include <memory>
#include <string_view>

namespace pilotage::endpoint {

namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

bool holds_password(const PQconninfoOption* options) {
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    const std::string_view name = option->keyword;
    if ((name == "password" || name == "sslpassword") && option->val != nullptr && *option->val != '\0') return true;
  }
  return false;
}

} // namespace

// What libpq says of a connection that it cannot read repeats parts of it, which may be a password: not shown.
Result<void> check_connection(const std::string& connection) {
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfoParse(connection.c_str(), nullptr));
  if (options == nullptr || connection.find_first_of("=:") == std::string::npos)
    return fail(ErrorCode::invalid_value, "The connection to PostgreSQL cannot be read. Write it as postgresql://USER@HOST/DATABASE or as "
                                          "\"host=HOST dbname=DATABASE user=USER\".");
  if (holds_password(options.get()))
    return fail(ErrorCode::invalid_value,
                "The connection to PostgreSQL holds a password, where others of this machine can read it. Leave it "
                "out, and put it into a file: --database-password-file FILE.");
  return {};
}

} // namespace pilotage::endpoint
