#include "sync/protocol/content_hash.h"

#include <doctest/doctest.h>

using namespace pilotage::sync;

TEST_CASE("known hashes") {
  CHECK(md5_hex("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(md5_hex("abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("pieces give the same as the whole") {
  Hasher hasher(HashKind::sha256);
  for (const char* piece : {"a", "", "bc"}) hasher.add(piece);
  CHECK(hasher.finish() == sha256_hex("abc"));
}

TEST_CASE("what looks like a hash") {
  CHECK(is_md5_hex(md5_hex("x")));
  CHECK(is_sha256_hex(sha256_hex("x")));
  CHECK_FALSE(is_md5_hex(sha256_hex("x")));
  CHECK_FALSE(is_md5_hex("D41D8CD98F00B204E9800998ECF8427E"));
  CHECK_FALSE(is_md5_hex("d41d8cd98f00b204e9800998ecf8427 "));
  CHECK_FALSE(is_sha256_hex(""));
}
