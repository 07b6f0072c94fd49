// A real HTTP client (libcurl) that trusts one authority and keeps its connection.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pilotage::test {

inline constexpr const char* kJson = "application/json";

struct Answer {
  int status = 0;                             // 0: there was none
  bool whole = false;                         // it came to its end
  std::map<std::string, std::string> headers; // names in lower case
  std::string body;

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

class HttpClient {
public:
  explicit HttpClient(std::string ca_pem = {});
  ~HttpClient();

  // Sent with every request; "Name: value".
  std::vector<std::string> headers;
  bool chunked = false;

  Answer get(const std::string& url);
  Answer head(const std::string& url);
  Answer send(const std::string& method, const std::string& url, std::string_view content_type, std::string_view body);
  // A body that is made while it is sent, chunked; the function gives "" at its end.
  Answer stream(const std::string& url, std::string_view content_type, std::function<std::string()> next);

private:
  Answer perform(const std::string& url, std::vector<std::string> extra);
  void* curl_;
  std::string ca_pem_;
};

// A multipart/form-data body, written by hand so that tests may break it.
struct MultipartText {
  std::string boundary = "----PilotageTestBoundary7f3a";
  std::string body;

  MultipartText& xml(std::string_view xml);
  MultipartText& file(std::string_view name, std::string_view bytes, std::string_view type = "application/octet-stream");
  MultipartText& field(std::string_view name, std::string_view value);
  std::string content_type() const { return "multipart/form-data; boundary=" + boundary; }
  std::string text() const { return body + "--" + boundary + "--\r\n"; }
};

} // namespace pilotage::test
