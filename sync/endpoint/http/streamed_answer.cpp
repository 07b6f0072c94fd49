#include "sync/endpoint/http/streamed_answer.h"

#include <algorithm>
#include <optional>

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kBlock = std::size_t{64} * 1024;

// Touched by the connection's thread, and by the stream's only while the connection is suspended.
struct StreamedAnswer {
  MHD_Connection* connection;
  std::shared_ptr<BodyStream> stream;
  Sleepers& sleepers;
  std::string piece = {};
  std::size_t sent = 0; // of the piece
  bool ended = false;
  bool failed = false;

  bool ask() {
    if (!sleepers.begin()) return false;
    MHD_suspend_connection(connection);
    stream->next([this](Result<std::string> next) {
      failed = !next;
      ended = next && next->empty();
      piece = next ? std::move(*next) : std::string();
      sent = 0;
      Sleepers& all = sleepers; // once it is awake, its thread may end all this
      MHD_resume_connection(connection);
      all.end();
    });
    return true;
  }
};

ssize_t read_piece(void* cls, std::uint64_t, char* to, std::size_t room) {
  auto& answer = *static_cast<StreamedAnswer*>(cls);
  if (answer.sent < answer.piece.size()) {
    const std::size_t size = std::min(room, answer.piece.size() - answer.sent);
    std::copy_n(answer.piece.data() + answer.sent, size, to);
    answer.sent += size;
    return static_cast<ssize_t>(size);
  }
  if (answer.failed) return MHD_CONTENT_READER_END_WITH_ERROR;
  if (answer.ended) return MHD_CONTENT_READER_END_OF_STREAM;
  return answer.ask() ? 0 : MHD_CONTENT_READER_END_WITH_ERROR;
}

void forget(void* cls) { delete static_cast<StreamedAnswer*>(cls); }

} // namespace

MHD_Response* streamed_answer(MHD_Connection* connection, std::shared_ptr<BodyStream> stream, Sleepers& sleepers) {
  auto answer = std::make_unique<StreamedAnswer>(connection, std::move(stream), sleepers);
  MHD_Response* response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, kBlock, read_piece, answer.get(), forget);
  if (response != nullptr) static_cast<void>(answer.release()); // forget() has it
  return response;
}

} // namespace pilotage::endpoint
