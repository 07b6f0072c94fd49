// endpoint_load: posts submissions to an endpoint in this process over many keep-alive connections and prints submissions per second and
// the latency that each one met. Everything is real: sockets, TLS, SQLite with fsync, on the directory that is given.
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "bench/endpoint_load/load_connection.h"
#include "sync/endpoint/access.h"
#include "sync/endpoint/endpoint.h"
#include "sync/endpoint/storage/identity.h"
#include "sync/protocol/content_hash.h"

using namespace pilotage;
using pilotage::bench::LoadConnection;
using Clock = LoadConnection::Clock;

namespace {

struct Arguments {
  bool tls = false;
  int connections = 32;
  double seconds = 10;
  double rate = 0; // submissions per second; 0: as fast as it goes
  int bytes = 3000;
  std::string directory = "/var/tmp";
};

std::string pem(const std::function<void(BIO*)>& write) {
  BIO* memory = BIO_new(BIO_s_mem());
  write(memory);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  return text;
}

void make_certificate(endpoint::ServerOptions& options) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("127.0.0.1"),
                             -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  X509_sign(certificate, key, EVP_sha256());
  options.certificate = pem([&](BIO* out) { PEM_write_bio_X509(out, certificate); });
  options.key = pem([&](BIO* out) { PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
  X509_free(certificate);
  EVP_PKEY_free(key);
}

template <typename T>
T checked(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().to_string());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class Load {
public:
  explicit Load(const Arguments& arguments)
      : arguments_(arguments), directory_(arguments.directory + "/endpoint-load-" + std::to_string(::getpid())) {
    endpoint::EndpointOptions options;
    if (arguments_.tls) make_certificate(options.server);
    endpoint_ = checked(endpoint::Endpoint::start(options, checked(endpoint::DataDirectory::create(directory_))));
    checked(endpoint_->storage().create_project("load"));
    token_ = endpoint::make_token(1, endpoint::Role::collector, "load");
    checked(endpoint_->storage().add_token(token_.record));
    endpoint::FormVersion form{.project = 1,
                               .form_id = "load",
                               .version = "1",
                               .title = "Load",
                               .xform = "<x/>",
                               .sha256 = sync::sha256_hex("<x/>"),
                               .md5 = sync::md5_hex("<x/>"),
                               .encrypted = false,
                               .upload_paths = {},
                               .files = {},
                               .published_at = 0};
    checked(endpoint_->storage().publish_form(form));
    make_answers();
  }
  ~Load() {
    endpoint_.reset();
    std::filesystem::remove_all(directory_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void run();

private:
  void make_answers() {
    for (int i = 0; static_cast<int>(answers_.size()) < arguments_.bytes - 250; ++i)
      answers_ += fmt::format("<question_{}>an answer of some words</question_{}>", i, i);
  }
  std::string request() const {
    const std::string xml = fmt::format(
        "<data id=\"load\" version=\"1\" xmlns:orx=\"http://openrosa.org/xforms\">{}<orx:meta><orx:instanceID>uuid:{}</orx:instanceID>"
        "</orx:meta></data>",
        answers_, endpoint::new_uuid());
    const std::string body =
        "--BoUnDaRy\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"s.xml\"\r\nContent-Type: text/xml\r\n\r\n" +
        xml + "\r\n--BoUnDaRy--\r\n";
    return fmt::format(
        "POST /v1/projects/1/submission HTTP/1.1\r\nHost: 127.0.0.1\r\nX-OpenRosa-Version: 1.0\r\nAuthorization: Bearer {}\r\n"
        "Content-Type: multipart/form-data; boundary=BoUnDaRy\r\nContent-Length: {}\r\n\r\n{}",
        token_.secret, body.size(), body);
  }
  void go_on(LoadConnection& connection);
  bool may_start() const {
    return arguments_.rate <= 0 ||
           static_cast<double>(started_) < arguments_.rate * std::chrono::duration<double>(Clock::now() - begin_).count();
  }

  Arguments arguments_;
  std::filesystem::path directory_;
  std::unique_ptr<endpoint::Endpoint> endpoint_;
  endpoint::NewToken token_;
  std::string answers_;
  std::uint64_t started_ = 0;
  Clock::time_point begin_;
  std::vector<double> latencies_; // milliseconds
};

void Load::go_on(LoadConnection& connection) {
  if (!connection.busy()) return;
  const int status = connection.advance();
  if (status == 0) return;
  if (status != 201) throw std::runtime_error("the endpoint answered " + std::to_string(status));
  latencies_.push_back(std::chrono::duration<double, std::milli>(connection.elapsed()).count());
}

void Load::run() {
  SSL_CTX* tls = arguments_.tls ? SSL_CTX_new(TLS_client_method()) : nullptr;
  std::vector<std::unique_ptr<LoadConnection>> connections;
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < arguments_.connections; ++i) {
    connections.push_back(std::make_unique<LoadConnection>(endpoint_->port(), tls));
    epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLET, .data = {.ptr = connections.back().get()}};
    ::epoll_ctl(poll, EPOLL_CTL_ADD, connections.back()->socket(), &event);
  }
  begin_ = Clock::now();
  const auto end = begin_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(arguments_.seconds));
  while (Clock::now() < end) {
    for (const auto& connection : connections) {
      if (connection->busy() || !may_start()) continue;
      connection->start(request());
      ++started_;
      go_on(*connection);
    }
    epoll_event events[64];
    const int n = ::epoll_wait(poll, events, 64, arguments_.rate > 0 ? 0 : 100);
    for (int i = 0; i < n; ++i) go_on(*static_cast<LoadConnection*>(events[i].data.ptr));
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
  connections.clear();
  ::close(poll);
  SSL_CTX_free(tls);
  if (latencies_.empty()) throw std::runtime_error("nothing was stored");
  std::ranges::sort(latencies_);
  const auto percentile = [&](double p) { return latencies_[static_cast<std::size_t>(p * static_cast<double>(latencies_.size() - 1))]; };
  fmt::print("{} {} connections, {} bytes: {:.0f} submissions/s; latency ms p50 {:.2f}, p90 {:.2f}, p99 {:.2f}, max {:.2f}\n",
             arguments_.tls ? "TLS," : "plain,", arguments_.connections, arguments_.bytes, static_cast<double>(latencies_.size()) / seconds,
             percentile(0.5), percentile(0.9), percentile(0.99), latencies_.back());
}

} // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App program("Posts submissions to an endpoint in this process; prints submissions per second and latencies.");
  program.add_flag("--tls", arguments.tls, "Over TLS");
  program.add_option("--connections", arguments.connections, "Keep-alive connections")->capture_default_str();
  program.add_option("--seconds", arguments.seconds, "How long")->capture_default_str();
  program.add_option("--rate", arguments.rate, "Submissions per second; 0 is as fast as it goes")->capture_default_str();
  program.add_option("--bytes", arguments.bytes, "Size of the XML")->capture_default_str();
  program.add_option("--directory", arguments.directory, "Where the data directory is made; it decides what a commit costs")
      ->capture_default_str();
  CLI11_PARSE(program, argc, argv);
  try {
    Load(arguments).run();
    return 0;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "endpoint_load: {}\n", failure.what());
    return 1;
  }
}
