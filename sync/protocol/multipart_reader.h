// Reads a multipart/form-data body (RFC 7578) piece by piece, as it comes from the network, and hands its parts on as
// they pass: nothing but the headers of one part and less than one delimiter is ever held.
//
// Feed it pieces of any size, then call finish(). The first error is final: what was handed on until then belongs to a
// body that is not to be believed. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "forms/error.h"

namespace pilotage::sync {

struct MultipartHeader {
  std::string name;                    // of the field, from Content-Disposition
  std::optional<std::string> filename; // as the sender wrote it: not to be believed as a path
  std::string content_type;            // "" where the part has none
};

// Who takes the parts. An error that it returns stops the reader and is what feed() returns.
class MultipartSink {
public:
  virtual ~MultipartSink() = default;
  virtual Result<void> begin_part(const MultipartHeader& header) = 0;
  virtual Result<void> part_bytes(std::string_view bytes) = 0;
  virtual Result<void> end_part() = 0;
};

struct MultipartLimits {
  std::size_t header_bytes = std::size_t{16} * 1024; // the headers of one part
  std::size_t parts = 1000;
};

class MultipartReader {
public:
  // From the request's Content-Type. Errors: unsupported (not multipart/form-data), malformed (no usable boundary).
  static Result<MultipartReader> create(std::string_view content_type, MultipartLimits limits = {});

  // Errors: malformed, limit_exceeded, and whatever the sink returns.
  Result<void> feed(std::string_view bytes, MultipartSink& sink);
  // The body has ended. Error: malformed, where the closing delimiter has not been seen.
  Result<void> finish() const;

private:
  enum class State { preamble, after_delimiter, headers, body, epilogue, failed };

  MultipartReader(std::string delimiter, MultipartLimits limits);
  Result<bool> step(MultipartSink& sink); // false where it needs more bytes
  bool skip_preamble();
  Result<bool> read_delimiter_end();
  Result<bool> read_headers(MultipartSink& sink);
  Result<bool> read_body(MultipartSink& sink);

  std::string delimiter_; // "\r\n--" and the boundary
  MultipartLimits limits_;
  State state_ = State::preamble;
  std::string pending_; // what has come and is not handed on yet
  std::size_t parts_ = 0;
};

} // namespace pilotage::sync
