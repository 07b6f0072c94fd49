// A bucket of an S3-compatible server, over HTTPS. libcurl signs the requests (AWS Signature Version 4); they are repeated where that can
// help. The key's secret is in no message.
//
// Any thread; connections are kept and lent to one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"

namespace pilotage::endpoint {

struct BucketSettings {
  std::string address; // "https://s3.example.org/BUCKET" or "https://BUCKET.s3.example.org"
  std::string region = "us-east-1";
  std::string key_id;
  std::string secret;
  std::string ca_file;                                           // the only authority that is trusted, PEM; empty: the system's
  std::chrono::milliseconds patience = std::chrono::seconds(10); // how long what fails in passing is tried again
  unsigned page = 1000;                                          // objects that one request lists
};

class Bucket {
public:
  explicit Bucket(BucketSettings settings);
  ~Bucket();

  // `descriptor` holds `size` bytes from its start on, whose hash is `sha256`. Errors: permission, not_found (no such bucket), damaged,
  // no_network, timeout, io.
  Result<void> put(const std::string& key, int descriptor, std::uint64_t size, const std::string& sha256) const;
  // The bytes one piece after the other. `begin` is called before the first one, at each attempt. Error: not_found.
  using Sink = std::function<Result<void>(std::string_view)>;
  Result<void> get(const std::string& key, const std::function<Result<void>()>& begin, const Sink& sink) const;
  // Its size; nothing where there is no such object.
  Result<std::optional<std::uint64_t>> size_of(const std::string& key) const;
  // All objects, in the order of their keys. Error: malformed.
  using See = std::function<void(std::string_view key, std::uint64_t size)>;
  Result<void> list(const See& see) const;
  // Whether the bucket is there and the key opens it.
  Result<void> check() const;

private:
  struct Request;
  struct Reply;
  class Connection;
  Result<Reply> perform(Request& request) const;
  Result<Reply> attempt_once(Request& request) const;
  Result<Reply> list_page(const std::string& token, unsigned most) const;

  BucketSettings settings_;
  mutable std::mutex mutex_;
  mutable std::vector<void*> idle_;
};

} // namespace pilotage::endpoint
