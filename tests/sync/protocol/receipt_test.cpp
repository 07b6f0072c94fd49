#include "sync/protocol/content_hash.h"
#include "sync/protocol/extensions.h"
#include "sync/protocol/receipt.h"

#include <doctest/doctest.h>

using namespace pilotage;
using namespace pilotage::sync;

TEST_CASE("a receipt survives the wire, whatever the instance id is") {
  for (const char* id : {"uuid:1", "a; b=c", "été", "100%"}) {
    const Receipt receipt{.instance_id = id, .sha256 = sha256_hex(id), .sequence = 18'446'744'073'709'551'615U, .attachments = 3};
    CHECK(read_receipt(write_receipt(receipt)) == receipt);
  }
}

TEST_CASE("fields come in any order and unknown ones are ignored") {
  const auto hash = sha256_hex("x");
  const auto receipt = read_receipt("future=1;instance=a ;sha256=" + hash + ";;sequence=7");
  REQUIRE(receipt.has_value());
  CHECK(*receipt == Receipt{.instance_id = "a", .sha256 = hash, .sequence = 7});
}

TEST_CASE("receipts that confirm nothing") {
  const auto hash = sha256_hex("x");
  for (const auto& value :
       {std::string(), std::string("sequence=1"), "sequence=; sha256=" + hash + "; instance=a",
        "sequence=-1; sha256=" + hash + "; instance=a", "sequence=1x; sha256=" + hash + "; instance=a",
        "sequence=99999999999999999999; sha256=" + hash + "; instance=a", std::string("sequence=1; sha256=abc; instance=a"),
        "sequence=1; sha256=" + hash, "sequence=1; sha256=" + hash + "; instance=%0a", "sequence=1; sha256=" + hash + "; instance=%zz",
        "sequence=1; attachments=4294967296; sha256=" + hash + "; instance=a",
        "sequence=1; sha256=" + hash + "; instance=" + std::string(3'000, 'a')}) {
    INFO(value);
    CHECK(read_receipt(value).error().code == ErrorCode::malformed);
  }
}

TEST_CASE("extensions are words, and unknown ones are ignored") {
  const Extensions all{.receipts = true, .results = true, .batches = true, .dictionaries = true, .tus = true};
  CHECK(read_extensions(write_extensions(all)) == all);
  CHECK(read_extensions("tus,receipt ,teleport") == Extensions{.receipts = true, .tus = true});
  CHECK_FALSE(read_extensions("").any());
  CHECK_FALSE(read_extensions("receipts, resultsx, Batch").any());
}
