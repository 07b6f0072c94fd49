#include "sync/endpoint/http/conversation.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <charconv>

#include "sync/endpoint/http/early_answer.h"
#include "sync/endpoint/http/owed_reply.h"
#include "sync/endpoint/http/streamed_answer.h"
#include "sync/protocol/mime_parameters.h"

namespace pilotage::endpoint {

namespace {

// A refused body that is no longer than this is read to its end, so that the connection lives on.
constexpr std::uint64_t kReadToTheEnd = 256 * 1024;
// A client that has its answer and still sends: after so much more nothing is read from it, and some seconds later it is cut off. To cut it
// off at once would take the answer from it that it has not read yet.
constexpr std::uint64_t kDiscardAtMost = 8 * 1024 * 1024;

std::string peer_address(MHD_Connection* connection) {
  const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (info == nullptr || info->client_addr == nullptr) return {};
  char text[INET6_ADDRSTRLEN] = {};
  if (info->client_addr->sa_family == AF_INET)
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(info->client_addr)->sin_addr, text, sizeof text);
  else if (info->client_addr->sa_family == AF_INET6)
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(info->client_addr)->sin6_addr, text, sizeof text);
  return text;
}

std::string query_text(std::string_view text) {
  std::string spaced(text);
  for (char& c : spaced)
    if (c == '+') c = ' ';
  return sync::percent_decoded(spaced);
}

MHD_Result add_header(void* to, MHD_ValueKind, const char* key, const char* value) {
  static_cast<Request*>(to)->headers.emplace_back(key, value != nullptr ? value : "");
  return MHD_YES;
}

MHD_Result add_query(void* to, MHD_ValueKind, const char* key, const char* value) {
  static_cast<Request*>(to)->query.emplace_back(query_text(key), query_text(value != nullptr ? value : ""));
  return MHD_YES;
}

MHD_Response* body_of(Response& response, MHD_Connection* connection, const Conversation::Surroundings& surroundings) {
  if (response.stream != nullptr) return streamed_answer(connection, std::move(response.stream), surroundings.sleepers);
  if (response.file.is_open()) {
    const std::uint64_t size = response.file.size();
    return MHD_create_response_from_fd64(size, response.file.release());
  }
  return MHD_create_response_from_buffer(response.body.size(), response.body.data(), MHD_RESPMEM_MUST_COPY);
}

} // namespace

Conversation::Conversation(MHD_Connection* connection, WatchedConnection& watched, const Surroundings& surroundings, const char* method,
                           const char* path)
    : connection_(connection), watched_(watched), surroundings_(surroundings) {
  request_.method = method;
  request_.path = path;
  request_.body_memory = &surroundings.body_memory;
}

Conversation::~Conversation() { watched_.enter(WatchedConnection::Phase::waiting); }

MHD_Result Conversation::advance(const Router& router, const char* bytes, std::size_t* size) {
  try {
    return step(router, bytes, size);
  } catch (const std::exception& error) {
    *size = 0; // of this piece nothing is looked at again
    return fail(error);
  }
}

// The body is read on, as after any refusal. Who fails in failing is cut off.
MHD_Result Conversation::fail(const std::exception& error) {
  if (surroundings_.on_failure) surroundings_.on_failure(error);
  if (queued_ || std::exchange(failed_, true)) return MHD_NO;
  refused_ = true;
  answer_ = failed_response();
  return MHD_YES;
}

MHD_Result Conversation::step(const Router& router, const char* bytes, std::size_t* size) {
  if (!begun_) return begin(router);
  if (turn_.load() == Turn::answered) return queue(std::move(*answer_));
  if (!routed_) {
    if (*size == 0) return route(router); // after a sleep libmicrohttpd makes its first call once more
    late_ = true;
    if (route(router) == MHD_NO) return MHD_NO;
  }
  if (*size == 0) return finish();
  const std::string_view piece(bytes, *size);
  *size = 0;
  bytes_in_ += piece.size();
  watched_.body_bytes = bytes_in_;
  return take(piece);
}

MHD_Result Conversation::begin(const Router& router) {
  begun_ = true;
  watched_.enter(WatchedConnection::Phase::body);
  read_headers();
  if (!surroundings_.admission) return route(router);
  if (!surroundings_.sleepers.begin()) return MHD_NO;
  bool admitted = false;
  try {
    admitted = admit();
  } catch (...) {
    surroundings_.sleepers.end();
    throw;
  }
  return admitted ? route(router) : MHD_YES;
}

void Conversation::read_headers() {
  MHD_get_connection_values(connection_, MHD_HEADER_KIND, add_header, &request_);
  MHD_get_connection_values(connection_, MHD_GET_ARGUMENT_KIND, add_query, &request_);
  const std::string_view length = request_.header("Content-Length");
  if (std::uint64_t n = 0; !length.empty() && std::from_chars(length.data(), length.data() + length.size(), n).ec == std::errc{})
    request_.content_length = n;
  read_origin();
}

// What a client says of itself in the X-Forwarded headers counts only where a proxy that the host has named writes them.
void Conversation::read_origin() {
  request_.peer = peer_address(connection_);
  request_.secure = surroundings_.tls;
  if (!surroundings_.proxies.contains(request_.peer)) return;
  const std::string_view scheme = request_.header("X-Forwarded-Proto");
  const std::string_view before = request_.header("X-Forwarded-For");
  request_.forwarded = !scheme.empty() || !before.empty();
  if (!request_.forwarded) return;
  request_.secure = sync::equal_ignoring_case(scheme, "https");
  if (std::string client = surroundings_.proxies.client_of(before); !client.empty()) request_.peer = std::move(client);
}

// False where the connection sleeps until it is known who asks.
bool Conversation::admit() {
  const auto awake = [this] {
    MHD_Connection* connection = connection_;
    Sleepers& sleepers = surroundings_.sleepers;
    if (admission_.exchange(Turn::answered) == Turn::asleep) MHD_resume_connection(connection);
    sleepers.end();
  };
  if (surroundings_.admission(request_, awake)) {
    surroundings_.sleepers.end();
    return true;
  }
  MHD_suspend_connection(connection_);
  Turn running = Turn::running;
  if (!admission_.compare_exchange_strong(running, Turn::asleep)) MHD_resume_connection(connection_); // known meanwhile
  return false;
}

MHD_Result Conversation::route(const Router& router) {
  routed_ = true;
  auto exchange = router.begin(request_);
  if (!exchange) return refuse(std::move(exchange.error()));
  exchange_ = std::move(*exchange);
  return MHD_YES;
}

// A client that waits for "100 Continue" has sent no body yet and need not.
MHD_Result Conversation::refuse(Response response) {
  if (!late_ && !request_.header("Expect").empty()) return queue(std::move(response));
  refused_ = true;
  answer_ = std::move(response);
  return MHD_YES;
}

MHD_Result Conversation::take(std::string_view piece) {
  if (too_slow()) return give_up();
  if (refused_) return discard(piece.size());
  std::optional<Response> early = exchange_->receive(piece);
  if (!early) return MHD_YES;
  refused_ = true;
  answer_ = std::move(early);
  return discard(0);
}

MHD_Result Conversation::discard(std::size_t size) {
  discarded_ += size;
  if (sent_early_) return discarded_ > kDiscardAtMost ? linger() : MHD_YES;
  const std::uint64_t left =
      request_.content_length ? *request_.content_length - std::min(bytes_in_, *request_.content_length) : discarded_;
  if (left <= kReadToTheEnd) return MHD_YES;
  sent_early_ = true;
  status_ = answer_->status;
  return send_early(connection_, *answer_) ? MHD_YES : MHD_NO;
}

// It holds a place that another client needs: nothing more is read, and the answer does not wait for the end of the body.
MHD_Result Conversation::give_up() {
  if (sent_early_) return MHD_NO;
  if (!refused_) answer_ = too_slow_response();
  status_ = answer_->status;
  send_early(connection_, *answer_);
  return MHD_NO;
}

MHD_Result Conversation::linger() {
  if (std::exchange(lingered_, true)) return MHD_NO;
  MHD_suspend_connection(connection_);
  surroundings_.watch.linger(watched_, [connection = connection_] { MHD_resume_connection(connection); });
  return MHD_YES;
}

MHD_Result Conversation::finish() {
  watched_.enter(WatchedConnection::Phase::answering);
  if (sent_early_) return MHD_NO;
  if (refused_) return queue(std::move(*answer_));
  if (turn_.load() == Turn::asleep) return MHD_YES;
  if (!surroundings_.sleepers.begin()) return MHD_NO; // nothing is stored: the client sends it again
  try {
    exchange_->finish(owed([this](Response response) { reply(std::move(response)); }));
  } catch (const std::exception& error) { // the reply has been given, or was dropped and has answered for itself
    if (surroundings_.on_failure) surroundings_.on_failure(error);
  }
  if (turn_.load() == Turn::answered) return queue(std::move(*answer_));
  MHD_suspend_connection(connection_);
  Turn running = Turn::running;
  if (!turn_.compare_exchange_strong(running, Turn::asleep)) MHD_resume_connection(connection_); // answered meanwhile
  return MHD_YES;
}

void Conversation::reply(Response response) {
  answer_ = std::move(response);
  MHD_Connection* connection = connection_; // once it is awake, another thread may end this conversation
  Sleepers& sleepers = surroundings_.sleepers;
  if (turn_.exchange(Turn::answered) == Turn::asleep) MHD_resume_connection(connection);
  sleepers.end();
}

MHD_Result Conversation::queue(Response response) {
  status_ = response.status;
  if (response.stream == nullptr) exchange_.reset(); // the body that it held counts no more when the client reads its answer
  MHD_Response* answer = body_of(response, connection_, surroundings_);
  if (answer == nullptr) return MHD_NO;
  for (const auto& [name, value] : response.headers) MHD_add_response_header(answer, name.c_str(), value.c_str());
  const MHD_Result queued = MHD_queue_response(connection_, static_cast<unsigned>(response.status), answer);
  MHD_destroy_response(answer);
  queued_ = queued == MHD_YES;
  return queued;
}

Served Conversation::served() const {
  const auto duration = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started_);
  const int status = status_ == 0 && too_slow() ? 408 : status_;
  return {.method = request_.method, .route = request_.route, .status = status, .bytes_in = bytes_in_, .duration = duration};
}

} // namespace pilotage::endpoint
