#include "sync/endpoint/storage/bucket.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <pugixml.hpp>
#include <random>
#include <thread>

#include "sync/endpoint/storage/bucket_failure.h"
#include "sync/endpoint/storage/bucket_request.h"

namespace pilotage::endpoint {

namespace {

using BucketClock = std::chrono::steady_clock;

constexpr auto kFirstPause = std::chrono::milliseconds(100);
constexpr auto kLastPause = std::chrono::milliseconds(3'000);
constexpr long kConnectSeconds = 10;
constexpr long kConnectSecondsAway = 2; // to one that was away just now
constexpr long kSilentSeconds = 30;     // less than a byte a second for so long: given up
constexpr std::size_t kLongestReply = 16 << 20;

// Between half of it and all of it: endpoints that were cut off together do not come back together.
std::chrono::milliseconds with_jitter(std::chrono::milliseconds pause) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  return pause / 2 + std::chrono::milliseconds(random() % static_cast<unsigned>(pause.count() / 2));
}

} // namespace

// A handle with its open connection, lent by the bucket.
class Bucket::Connection {
public:
  explicit Connection(const Bucket& bucket) : bucket_(bucket) {
    {
      const std::lock_guard lock(bucket_.mutex_);
      if (!bucket_.idle_.empty()) {
        handle_ = bucket_.idle_.back();
        bucket_.idle_.pop_back();
      }
    }
    if (handle_ == nullptr) handle_ = curl_easy_init();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    curl_easy_reset(handle_);
    const std::lock_guard lock(bucket_.mutex_);
    bucket_.idle_.push_back(handle_);
  }

  Result<Reply> perform(Request& request);

private:
  struct FreeHeaders {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  struct Receiver {
    CURL* handle;
    Request& request;
    Reply reply = {};
  };
  static std::size_t receive(char* bytes, std::size_t, std::size_t count, void* receiver);
  static std::size_t send(char* to, std::size_t, std::size_t count, void* request);
  static int rewind(void* request, curl_off_t offset, int);
  void sign(const Request& request);
  void set_method(Request& request);

  const Bucket& bucket_;
  CURL* handle_ = nullptr;
  std::unique_ptr<curl_slist, FreeHeaders> headers_;
};

// An object goes to the sink; what is said of a failure stays in memory.
std::size_t Bucket::Connection::receive(char* bytes, std::size_t, std::size_t count, void* to) {
  auto& receiver = *static_cast<Receiver*>(to);
  long status = 0;
  curl_easy_getinfo(receiver.handle, CURLINFO_RESPONSE_CODE, &status);
  if (status == 200 && receiver.request.sink) {
    receiver.request.sunk = receiver.request.sink({bytes, count});
    return receiver.request.sunk ? count : 0;
  }
  if (receiver.reply.body.size() + count > kLongestReply) return 0;
  receiver.reply.body.append(bytes, count);
  return count;
}

std::size_t Bucket::Connection::send(char* to, std::size_t, std::size_t count, void* from) {
  auto& request = *static_cast<Request*>(from);
  const ssize_t read = ::pread(request.descriptor, to, std::min<std::uint64_t>(count, request.size - request.sent),
                               static_cast<off_t>(request.offset + request.sent));
  if (read < 0) return CURL_READFUNC_ABORT;
  request.sent += static_cast<std::uint64_t>(read);
  return static_cast<std::size_t>(read);
}

int Bucket::Connection::rewind(void* of, curl_off_t offset, int) {
  static_cast<Request*>(of)->sent = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

// The hash of the body is signed with the rest, so that the server refuses bytes that changed on their way.
void Bucket::Connection::sign(const Request& request) {
  static const std::string kHashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  curl_easy_setopt(handle_, CURLOPT_AWS_SIGV4, fmt::format("aws:amz:{}:s3", bucket_.settings_.region).c_str());
  curl_easy_setopt(handle_, CURLOPT_USERNAME, bucket_.settings_.key_id.c_str());
  curl_easy_setopt(handle_, CURLOPT_PASSWORD, bucket_.settings_.secret.c_str());
  const std::string hash = "x-amz-content-sha256: " + (request.sha256.empty() ? kHashOfNothing : request.sha256);
  headers_.reset(curl_slist_append(nullptr, hash.c_str()));
  if (request.text) curl_slist_append(headers_.get(), "Content-Type: application/xml");
  curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_.get());
}

void Bucket::Connection::set_method(Request& request) {
  if (request.descriptor >= 0) {
    request.sent = 0;
    curl_easy_setopt(handle_, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.size));
    curl_easy_setopt(handle_, CURLOPT_READFUNCTION, &send);
    curl_easy_setopt(handle_, CURLOPT_READDATA, &request);
    curl_easy_setopt(handle_, CURLOPT_SEEKFUNCTION, &rewind);
    curl_easy_setopt(handle_, CURLOPT_SEEKDATA, &request);
  } else if (request.text) {
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, request.text->data());
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.text->size()));
  } else if (std::string_view(request.method) == "HEAD") {
    curl_easy_setopt(handle_, CURLOPT_NOBODY, 1L);
  } else if (std::string_view(request.method) == "DELETE") {
    curl_easy_setopt(handle_, CURLOPT_CUSTOMREQUEST, "DELETE");
  }
}

Result<Bucket::Reply> Bucket::Connection::perform(Request& request) {
  Receiver receiver{.handle = handle_, .request = request};
  sign(request);
  set_method(request);
  curl_easy_setopt(handle_, CURLOPT_URL, request.address.c_str());
  curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, "https,http");
  curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle_, CURLOPT_CONNECTTIMEOUT, bucket_.away_ ? kConnectSecondsAway : kConnectSeconds);
  curl_easy_setopt(handle_, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(handle_, CURLOPT_LOW_SPEED_TIME, kSilentSeconds);
  if (!bucket_.settings_.ca_file.empty()) curl_easy_setopt(handle_, CURLOPT_CAINFO, bucket_.settings_.ca_file.c_str());
  curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &receive);
  curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &receiver);
  const CURLcode code = curl_easy_perform(handle_);
  if (!request.sunk) return std::unexpected(request.sunk.error());
  if (code != CURLE_OK) return std::unexpected(bucket_unreachable(code, bucket_.settings_.address));
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &receiver.reply.status);
  curl_off_t length = -1;
  curl_easy_getinfo(handle_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  receiver.reply.length = length;
  if (curl_header* tag = nullptr; curl_easy_header(handle_, "ETag", 0, CURLH_HEADER, -1, &tag) == CURLHE_OK)
    receiver.reply.tag = tag->value;
  return std::move(receiver.reply);
}

Bucket::Bucket(BucketSettings settings) : settings_(std::move(settings)) {
  static const CURLcode kStarted = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(kStarted);
  while (settings_.address.ends_with('/')) settings_.address.pop_back();
}

Bucket::~Bucket() {
  for (void* handle : idle_) curl_easy_cleanup(handle);
}

// A reply that is no failure, or the failure. 404 is left to the caller where it means that there is no such object.
Result<Bucket::Reply> Bucket::attempt_once(Request& request) const {
  if (request.begin)
    if (auto begun = request.begin(); !begun) return std::unexpected(begun.error());
  auto reply = Connection(*this).perform(request);
  if (!reply || reply->status == 200 || reply->status == 204) return reply;
  if (reply->status == 404 && !tells_of_bucket(reply->body)) return reply;
  return std::unexpected(bucket_refusal(reply->status, reply->body, settings_.address));
}

Result<Bucket::Reply> Bucket::perform(Request& request) const {
  const auto end = BucketClock::now() + settings_.patience;
  for (auto pause = kFirstPause;; pause = std::min(pause * 2, kLastPause)) {
    auto reply = attempt_once(request);
    const bool failed_in_passing = !reply && request.sunk && may_pass(reply.error());
    if (!failed_in_passing || away_ || BucketClock::now() + pause > end) {
      away_ = failed_in_passing;
      return reply;
    }
    std::this_thread::sleep_for(with_jitter(pause));
  }
}

Result<void> Bucket::put(const std::string& key, int descriptor, std::uint64_t size, const std::string& sha256) const {
  return size > settings_.part ? put_in_parts(key, descriptor, size) : put_whole(key, descriptor, size, sha256);
}

Result<void> Bucket::put_whole(const std::string& key, int descriptor, std::uint64_t size, const std::string& sha256) const {
  Request request{.method = "PUT", .address = settings_.address + "/" + key, .descriptor = descriptor, .size = size, .sha256 = sha256};
  const auto reply = perform(request);
  if (!reply) return std::unexpected(reply.error());
  if (reply->status == 404) return std::unexpected(bucket_refusal(reply->status, reply->body, settings_.address));
  return {};
}

Result<void> Bucket::get(const std::string& key, const std::function<Result<void>()>& begin, const Sink& sink) const {
  Request request{.address = settings_.address + "/" + key, .begin = begin, .sink = sink};
  const auto reply = perform(request);
  if (!reply) return std::unexpected(reply.error());
  if (reply->status == 404) return fail(ErrorCode::not_found, "The bytes of this file are not in the bucket.", request.address);
  return {};
}

Result<std::optional<std::uint64_t>> Bucket::size_of(const std::string& key) const {
  Request request{.method = "HEAD", .address = settings_.address + "/" + key};
  const auto reply = perform(request);
  if (!reply) return std::unexpected(reply.error());
  if (reply->status == 404 || reply->length < 0) return std::nullopt;
  return static_cast<std::uint64_t>(reply->length);
}

// The parameters stand in the order that the signature wants: sorted.
Result<Bucket::Reply> Bucket::list_page(const std::string& token, unsigned most) const {
  std::string next;
  if (!token.empty()) {
    const std::unique_ptr<char, decltype(&curl_free)> escaped(curl_easy_escape(nullptr, token.data(), static_cast<int>(token.size())),
                                                              &curl_free);
    next = fmt::format("continuation-token={}&", escaped.get());
  }
  Request request{.address = fmt::format("{}?{}list-type=2&max-keys={}", settings_.address, next, most)};
  auto reply = perform(request);
  if (reply && reply->status != 200) return std::unexpected(bucket_refusal(reply->status, reply->body, settings_.address));
  return reply;
}

Result<void> Bucket::list(const See& see) const {
  std::string token;
  do {
    const auto page = list_page(token, settings_.page);
    if (!page) return std::unexpected(page.error());
    pugi::xml_document document;
    const bool sound = static_cast<bool>(document.load_buffer(page->body.data(), page->body.size()));
    const pugi::xml_node result = document.child("ListBucketResult");
    if (!sound || !result) return fail(ErrorCode::malformed, "The bucket's list cannot be read.", settings_.address);
    for (const pugi::xml_node object : result.children("Contents"))
      see(object.child("Key").text().get(), object.child("Size").text().as_ullong());
    const std::string next = result.child("IsTruncated").text().as_bool() ? result.child("NextContinuationToken").text().get() : "";
    if (!next.empty() && next == token) return fail(ErrorCode::malformed, "The bucket's list goes on without end.", settings_.address);
    token = next;
  } while (!token.empty());
  return {};
}

Result<void> Bucket::check() const {
  const auto page = list_page({}, 1);
  if (!page) return std::unexpected(page.error());
  return {};
}

} // namespace pilotage::endpoint
