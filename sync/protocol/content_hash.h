// The hashes of the wire. SHA-256 identifies a submission's content and an attachment, and stands in receipts; MD5 is what
// OpenRosa form lists and manifests carry, and SHA-1 what every tus client can give of a chunk: they find damage only, never an author.
//
// A Hasher takes the bytes in pieces; it is used from one thread. The functions are free of state.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace pilotage::sync {

enum class HashKind { sha256, md5, sha1 };

class Hasher {
public:
  explicit Hasher(HashKind kind);
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;

  void add(std::string_view bytes);

  // Lower-case hexadecimal digits of all that was added. Call it once.
  std::string finish();

private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string sha256_hex(std::string_view bytes);
std::string md5_hex(std::string_view bytes);

// 64, and 32, lower-case hexadecimal digits and nothing else.
bool is_sha256_hex(std::string_view text);
bool is_md5_hex(std::string_view text);

} // namespace pilotage::sync
