#include "sync/uploader/certificate_verdict.h"

#include <openssl/ssl.h>

namespace pilotage::sync {

namespace {

int verdict_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

int on_certificate(int good, X509_STORE_CTX* store) {
  if (good == 1) return good;
  const auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* verdict = static_cast<long*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), verdict_index()));
  if (verdict != nullptr && *verdict == X509_V_OK) *verdict = X509_STORE_CTX_get_error(store);
  return good;
}

CURLcode on_context(CURL*, void* context, void* verdict) {
  auto* tls = static_cast<SSL_CTX*>(context);
  SSL_CTX_set_ex_data(tls, verdict_index(), verdict);
  SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, on_certificate);
  return CURLE_OK;
}

} // namespace

void listen_to_verification(CURL* easy, long& verdict) {
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, on_context);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, &verdict);
}

} // namespace pilotage::sync
