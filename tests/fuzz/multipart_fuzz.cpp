// Any bytes, in any pieces, into the multipart reader: it must give the same parts as in one piece, and never more bytes than came.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "sync/protocol/multipart_reader.h"

using namespace pilotage;
using namespace pilotage::sync;

namespace {

class Written : public MultipartSink {
public:
  std::string text;
  Result<void> begin_part(const MultipartHeader& header) override {
    text += "[" + header.name + "|" + header.filename.value_or("-") + "|" + header.content_type + "]";
    return {};
  }
  Result<void> part_bytes(std::string_view bytes) override {
    text.append(bytes);
    return {};
  }
  Result<void> end_part() override {
    text += "[/]";
    return {};
  }
};

struct Outcome {
  bool whole = false;
  std::string text;
};

Outcome read(std::string_view body, std::size_t piece) {
  auto reader = MultipartReader::create("multipart/form-data; boundary=B", {.header_bytes = 200, .parts = 20});
  Written sink;
  bool good = true;
  for (std::size_t at = 0; good && at < body.size(); at += piece) good = reader->feed(body.substr(at, piece), sink).has_value();
  return {.whole = good && reader->finish().has_value(), .text = std::move(sink.text)};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)MultipartReader::create(text.substr(1));
  const std::size_t piece = 1 + data[0] % 32;
  const Outcome in_one = read(text.substr(1), size);
  const Outcome in_pieces = read(text.substr(1), piece);
  if (in_one.whole != in_pieces.whole) std::abort();
  if (in_one.whole && in_one.text != in_pieces.text) std::abort();
  return 0;
}
