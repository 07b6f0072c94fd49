// SQLite writes its WAL in two small pieces for every page, the larger part of what a commit costs the processor. Behind this the pieces of
// one commit reach the system together: they are gathered in memory until SQLite asks for them to be on disk, or wants to read or measure
// the file. What others see is in the file by then, for SQLite makes frames known only after it has synced them (synchronous=FULL).
//
// Any thread; a file belongs to its connection.
#pragma once

namespace pilotage::endpoint {

// The name to open databases with (sqlite3_open_v2). Registered with SQLite at the first call.
const char* wal_buffering_vfs();

} // namespace pilotage::endpoint
