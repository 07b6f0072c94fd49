// What goes wrong, as a value. Every function that crosses a folder's border and can fail returns Result<T>.
//
// The code is for programs and for the screen, which has a sentence for each code in every language; the message is
// a plain English sentence that says what is wrong and what to do; `where` says where it is: a file, a sheet and row,
// a question, an expression and column, a URL. Exceptions never cross a folder's border.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace pilotage {

enum class ErrorCode {
  // What was given
  malformed,      // not what it should be: a file that is not a workbook, XML that ends too early
  unsupported,    // understood, and not supported by this version
  invalid_value,  // a value that its question, option or field does not take
  not_found,      // names something that is not there
  conflict,       // the same name or id stands for something else already
  limit_exceeded, // larger, deeper or longer than is safe to handle

  // The running form
  cycle,    // calculations that depend on each other
  readonly, // the question cannot be answered

  // Files and the database on this machine
  io,
  disk_full,
  permission,
  locked,          // another program holds it
  damaged,         // it was ours, and its content is broken
  answers_damaged, // those of a finalized response
  newer_version,

  // The network and the server
  no_network,
  timeout,
  tls_untrusted,
  captive_portal, // something between here and the server answered instead of the server
  unauthorized,
  refused,      // the server understood and said no
  server_error, // the server failed; the outcome is unknown
  no_project,   // the server has no project at the address that was given for it

  // The machine
  no_display,
  no_font,

  internal, // a fault of ours
};

// The code's name as it stands in locale keys and JSON: "tls_untrusted".
std::string_view name(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::string where = {};

  // "where: message", or the message alone.
  std::string to_string() const;
};

template <typename T>
using Result = std::expected<T, Error>;

[[gnu::cold]] inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string where = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(where)});
}

} // namespace pilotage
