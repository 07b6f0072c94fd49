#include "sync/endpoint/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <mutex>

namespace pilotage::test {

namespace {

std::size_t take_body(char* data, std::size_t, std::size_t size, void* to) {
  static_cast<std::string*>(to)->append(data, size);
  return size;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* to) {
  std::string_view line(data, size);
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  line.remove_prefix(colon + 1);
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  (*static_cast<std::map<std::string, std::string>*>(to))[name] = line;
  return size;
}

struct Source {
  std::function<std::string()> next;
  std::string pending;
};

std::size_t give_body(char* to, std::size_t, std::size_t size, void* from) {
  auto& source = *static_cast<Source*>(from);
  if (source.pending.empty()) source.pending = source.next();
  const std::size_t n = std::min(size, source.pending.size());
  std::copy_n(source.pending.data(), n, to);
  source.pending.erase(0, n);
  return n;
}

} // namespace

HttpClient::HttpClient(std::string ca_pem) : curl_(curl_easy_init()), ca_pem_(std::move(ca_pem)) {}

HttpClient::~HttpClient() { curl_easy_cleanup(curl_); }

Answer HttpClient::perform(const std::string& url, std::vector<std::string> extra) {
  Answer answer;
  curl_easy_setopt(curl_, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl_, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl_, CURLOPT_HEADERDATA, &answer.headers);
  curl_blob ca{.data = ca_pem_.data(), .len = ca_pem_.size(), .flags = CURL_BLOB_COPY};
  if (!ca_pem_.empty()) curl_easy_setopt(curl_, CURLOPT_CAINFO_BLOB, &ca);
  extra.insert(extra.end(), headers.begin(), headers.end());
  curl_slist* list = nullptr;
  for (const std::string& header : extra) list = curl_slist_append(list, header.c_str());
  curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, list);
  answer.whole = curl_easy_perform(curl_) == CURLE_OK;
  long status = 0;
  curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  curl_slist_free_all(list);
  curl_easy_reset(curl_);
  return answer;
}

Answer HttpClient::get(const std::string& url) { return perform(url, {}); }

Answer HttpClient::head(const std::string& url) {
  curl_easy_setopt(curl_, CURLOPT_NOBODY, 1L);
  return perform(url, {});
}

Answer HttpClient::send(const std::string& method, const std::string& url, std::string_view content_type, std::string_view body) {
  curl_easy_setopt(curl_, CURLOPT_POST, 1L);
  curl_easy_setopt(curl_, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, body.data());
  return perform(url, {"Content-Type: " + std::string(content_type), "Expect:"});
}

Answer HttpClient::stream(const std::string& url, std::string_view content_type, std::function<std::string()> next) {
  Source source{.next = std::move(next), .pending = {}};
  curl_easy_setopt(curl_, CURLOPT_POST, 1L);
  curl_easy_setopt(curl_, CURLOPT_READFUNCTION, give_body);
  curl_easy_setopt(curl_, CURLOPT_READDATA, &source);
  return perform(url, {"Content-Type: " + std::string(content_type), "Transfer-Encoding: chunked", "Expect:"});
}

MultipartText& MultipartText::xml(std::string_view xml) { return file("xml_submission_file", xml, "text/xml"); }

MultipartText& MultipartText::file(std::string_view name, std::string_view bytes, std::string_view type) {
  body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"; filename=\"" + std::string(name) +
          "\"\r\nContent-Type: " + std::string(type) + "\r\n\r\n" + std::string(bytes) + "\r\n";
  return *this;
}

MultipartText& MultipartText::field(std::string_view name, std::string_view value) {
  body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"\r\n\r\n" + std::string(value) + "\r\n";
  return *this;
}

} // namespace pilotage::test
