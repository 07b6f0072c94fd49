// One request to a bucket and its reply, for the files that make up Bucket.
#pragma once

#include "sync/endpoint/storage/bucket.h"

namespace pilotage::endpoint {

struct Bucket::Request {
  const char* method = "GET"; // GET, HEAD, PUT of a file, POST of a text, DELETE
  std::string address;
  int descriptor = -1;      // PUT: what to send,
  std::uint64_t offset = 0; // from here on
  std::uint64_t size = 0;
  std::optional<std::string> text = {};     // POST
  std::string sha256 = {};                  // of what is sent
  std::function<Result<void>()> begin = {}; // GET of an object
  Sink sink = {};

  std::uint64_t sent = 0;
  Result<void> sunk = {};
};

struct Bucket::Reply {
  long status = 0;
  std::int64_t length = -1;
  std::string tag;  // ETag
  std::string body; // unless it went to the sink
};

} // namespace pilotage::endpoint
