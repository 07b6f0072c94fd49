// What SQLite says, as sentences for the person at the laptop.
#include "client/store/database.h"

#include <sqlite3.h>

#include <cerrno>

namespace pilotage::store {

namespace {

bool disk_is_full(int code, int system_error) {
  if ((code & 0xff) == SQLITE_FULL) return true;
  // A limit on the size of files or a quota comes as a failed write, and a log that cannot be made as a database that does not open.
  const int kind = code & 0xff;
  return (kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN) && (system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG);
}

bool may_not_write(int code, int system_error) {
  const int kind = code & 0xff;
  if (kind == SQLITE_READONLY || kind == SQLITE_PERM || kind == SQLITE_AUTH) return true;
  return (kind == SQLITE_CANTOPEN || kind == SQLITE_IOERR) && (system_error == EACCES || system_error == EPERM || system_error == EROFS);
}

} // namespace

Error Database::error(int code) const {
  // SQLite does not note the system's error of a failed COMMIT; then it still stands in errno.
  const int failed_call = errno;
  const int noted = handle_ != nullptr ? sqlite3_system_errno(handle_) : 0;
  const int system_error = noted != 0 ? noted : failed_call;
  const int kind = code & 0xff;
  const std::string where = file_.string();
  if (disk_is_full(code, system_error))
    return {ErrorCode::disk_full, "The disk is full. What was saved before is safe; free some space on this disk, then save again.", where};
  if (kind == SQLITE_BUSY || kind == SQLITE_LOCKED)
    return {
        ErrorCode::locked,
        "Another program holds the answers on this laptop. Close other windows of Pilotage, wait for a back-up or sync that is running, "
        "then try again.",
        where};
  if (may_not_write(code, system_error))
    return {ErrorCode::permission,
            "The folder of the answers cannot be written. Ask for the right to write in it, or choose another folder with --data.", where};
  if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB)
    return {ErrorCode::damaged,
            "The database of the answers is damaged. Copy the whole folder to a safe place, then run \"pilotctl store check\" and "
            "\"pilotctl store export\" to save what can be read.",
            where};
  if (kind == SQLITE_NOMEM)
    return {ErrorCode::limit_exceeded, "The computer is out of memory. Close other programs, then try again.", where};
  if (kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN)
    return {ErrorCode::io,
            std::string("The disk cannot be read or written (") + sqlite3_errstr(code) +
                "). Check that the disk is connected and healthy, then try again.",
            where};
  return {ErrorCode::internal,
          std::string("The database refused a step: ") + (handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code)), where};
}

} // namespace pilotage::store
