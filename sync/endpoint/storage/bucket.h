// A bucket of an S3-compatible server, over HTTPS. libcurl signs the requests (AWS Signature Version 4); they are repeated where that can
// help. The key's secret is in no message.
//
// Any thread; connections are kept and lent to one thread at a time.
#pragma once

#include <atomic>
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
  std::uint64_t part = 64 << 20;                                 // bytes that one request sends; S3 wants 5 MB at least
};

class Bucket {
public:
  explicit Bucket(BucketSettings settings);
  ~Bucket();

  // `descriptor` holds `size` bytes from its start on, whose hash is `sha256`. What is larger than settings.part goes in parts (S3's
  // multipart upload), so that a break costs one of them: the object is there when the last one is. Errors: permission, not_found (no such
  // bucket), damaged, no_network, timeout, io.
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
  Result<void> put_whole(const std::string& key, int descriptor, std::uint64_t size, const std::string& sha256) const;
  // --- In parts ---
  struct Upload;
  Result<void> put_in_parts(const std::string& key, int descriptor, std::uint64_t size) const;
  Result<std::string> begin_upload(const std::string& key) const; // what the server calls it
  Result<void> put_parts(Upload& upload) const;
  Result<void> complete(const Upload& upload) const;
  void give_up(const Upload& upload) const;

  BucketSettings settings_;
  // Since a request waited for it in vain: the next ones ask once, for each of them holds one of the endpoint's few workers.
  mutable std::atomic<bool> away_ = false;
  mutable std::mutex mutex_;
  mutable std::vector<void*> idle_;
};

} // namespace pilotage::endpoint
