#include "sync/uploader/transport_error.h"

namespace pilotage::sync {

namespace {

// OpenSSL's X509_V_ERR_…; curl hands them on as numbers.
constexpr long kCertificateNotYetValid = 9;
constexpr long kCertificateExpired = 10;

std::string why_untrusted(const TransportFailure& failure) {
  switch (failure.verify_result) {
  case kCertificateExpired:
    return "its certificate has expired. Check the date and time of this computer; if they are right, the server's host must renew the "
           "certificate";
  case kCertificateNotYetValid: return "its certificate is not valid yet. Check the date and time of this computer";
  case 0:
    return "its certificate belongs to another name. Check the address; if it is right, a network in between may be answering in the "
           "server's place";
  default: break;
  }
  if (failure.own_ca)
    return "its certificate is not from the authority that this project trusts. A network in between may be answering in the server's "
           "place, or the "
           "project's authority has changed: ask the host";
  return "its certificate is not from an authority that this computer trusts. A network in between may be answering in the server's place, "
         "or the "
         "server has its own authority: ask the host for the project's settings code";
}

Error made(ErrorCode code, std::string message) { return Error{code, std::move(message)}; }

Error untrusted(const TransportFailure& failure) {
  return made(ErrorCode::tls_untrusted,
              "Nothing was sent: " + failure.host + " cannot be trusted, because " + why_untrusted(failure) + ".");
}

} // namespace

Error error_of(const TransportFailure& failure) {
  const std::string& host = failure.host;
  switch (failure.code) {
  case CURLE_COULDNT_RESOLVE_HOST:
    return made(ErrorCode::no_network, "The server " + host + " is not found. Check the network connection, then the address.");
  case CURLE_COULDNT_RESOLVE_PROXY:
    return made(ErrorCode::no_network, "The network's proxy is not found. Check this computer's proxy settings.");
  case CURLE_COULDNT_CONNECT:
    return made(ErrorCode::no_network,
                "The server " + host + " cannot be reached. Check the network connection; if that is well, the server is not running.");
  case CURLE_OPERATION_TIMEDOUT:
    return made(ErrorCode::timeout,
                "The server " + host + " did not answer in time. The link may be too slow or broken; it will be tried again.");
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_SSL_INVALIDCERTSTATUS: return untrusted(failure);
  case CURLE_SSL_CACERT_BADFILE:
    return made(ErrorCode::tls_untrusted,
                "The file with this project's certificate authority cannot be read. Enter the project's settings again.");
  case CURLE_SSL_CONNECT_ERROR:
    if (failure.verify_result != 0) return untrusted(failure);
    return made(ErrorCode::no_network, "No secure connection to " + host + " came about (" + failure.detail +
                                           "). The network may be blocking it, or the address may be wrong.");
  case CURLE_SEND_ERROR:
  case CURLE_SEND_FAIL_REWIND:
  case CURLE_RECV_ERROR:
  case CURLE_GOT_NOTHING:
  case CURLE_PARTIAL_FILE:
  case CURLE_HTTP2:
  case CURLE_HTTP2_STREAM:
    return made(ErrorCode::no_network, "The connection to " + host + " broke off before the server had answered. It will be tried again.");
  case CURLE_WEIRD_SERVER_REPLY:
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_BAD_CONTENT_ENCODING:
    return made(ErrorCode::malformed, host + " gave an answer that makes no sense (" + failure.detail + "). Check the address.");
  default: return made(ErrorCode::no_network, "The exchange with " + host + " failed (" + failure.detail + "). It will be tried again.");
  }
}

} // namespace pilotage::sync
