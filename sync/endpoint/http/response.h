// What a resource answers: a status, headers, and a body that is a text, an open file or a stream. A plain value.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pilotage::endpoint {

class BodyStream;

// An open file that is sent and then closed. Moves only.
class OpenFile {
public:
  OpenFile() = default;
  OpenFile(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  OpenFile(OpenFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}
  OpenFile& operator=(OpenFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~OpenFile();

  bool is_open() const { return descriptor_ >= 0; }
  std::uint64_t size() const { return size_; }
  int descriptor() const { return descriptor_; }
  int release() { return std::exchange(descriptor_, -1); }

private:
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  OpenFile file;                                // where it is open it is the body
  std::shared_ptr<BodyStream> stream = nullptr; // likewise (body_stream.h)

  Response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

// A sentence, as text/plain.
Response text_response(int status, std::string_view sentence);
Response json_response(int status, std::string json);
Response busy_response();     // 503, with when to come again
Response too_slow_response(); // 408
Response failed_response();   // 500: something went wrong that nobody has foreseen
Response success();           // 200 {"success":true}, as ODK Central says it

// "Not Found" for 404.
std::string_view reason_phrase(int status);

} // namespace pilotage::endpoint
