// A real S3 server of the tests' own (s3rver from npm, which checks signatures), with one empty bucket, on a free port of loopback. It is
// installed into the build folder, once. Ends with the test program, however that ends.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>

#include "support/temporary_directory.h"

namespace pilotage::tests {

class S3Server {
public:
  // False, with a line that says why, where npm is missing or cannot reach its registry.
  static bool available();

  // With a certificate and its key (files, PEM) it speaks TLS.
  explicit S3Server(const std::string& certificate = {}, const std::string& key = {});
  ~S3Server();
  S3Server(const S3Server&) = delete;
  S3Server& operator=(const S3Server&) = delete;

  std::string address(const std::string& bucket = "pilotage") const;
  static constexpr const char* kKeyId = "S3RVER";
  static constexpr const char* kSecret = "S3RVER";
  // Where it keeps the object's bytes.
  std::filesystem::path file_of(const std::string& key) const;

  // Large files that have begun to come in parts and are neither whole nor given up.
  std::size_t unfinished_uploads() const;

  // From now on it answers so to each request whose "METHOD ADDRESS" fits the pattern (of JavaScript).
  void refuse(const std::string& pattern, int status, const std::string& code) const;
  void refuse_nothing() const;

  void start();
  void kill();

private:
  TemporaryDirectory directory_;
  std::string certificate_;
  std::string key_;
  int port_ = 0;
  pid_t process_ = -1;
};

} // namespace pilotage::tests
