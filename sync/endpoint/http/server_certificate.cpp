#include "sync/endpoint/http/server_certificate.h"

#include <gnutls/x509.h>

namespace pilotage::endpoint {

namespace {

gnutls_datum_t datum_of(const std::string& pem) {
  return {.data = reinterpret_cast<unsigned char*>(const_cast<char*>(pem.data())), .size = static_cast<unsigned>(pem.size())};
}

using KeyId = std::array<unsigned char, 64>;

KeyId key_id(gnutls_pubkey_t key) {
  KeyId id{};
  std::size_t size = id.size();
  gnutls_pubkey_get_key_id(key, GNUTLS_KEYID_USE_SHA256, id.data(), &size);
  return id;
}

} // namespace

ServerCertificate::~ServerCertificate() {
  for (unsigned i = 0; i < length_; ++i) gnutls_pcert_deinit(&chain_[i]);
  if (key_ != nullptr) gnutls_privkey_deinit(key_);
}

bool ServerCertificate::read_chain(const std::string& pem) {
  const gnutls_datum_t data = datum_of(pem);
  unsigned size = chain_.size();
  if (gnutls_pcert_list_import_x509_raw(chain_.data(), &size, &data, GNUTLS_X509_FMT_PEM, 0) < 0) return false;
  length_ = size;
  gnutls_x509_crt_t first = nullptr;
  if (length_ == 0 || gnutls_pcert_export_x509(chain_.data(), &first) < 0) return false;
  expires_at_ = gnutls_x509_crt_get_expiration_time(first);
  gnutls_x509_crt_deinit(first);
  return true;
}

bool ServerCertificate::read_key(const std::string& pem) {
  const gnutls_datum_t data = datum_of(pem);
  return gnutls_privkey_init(&key_) >= 0 && gnutls_privkey_import_x509_raw(key_, &data, GNUTLS_X509_FMT_PEM, nullptr, 0) >= 0;
}

bool ServerCertificate::belong_together() const {
  gnutls_pubkey_t own = nullptr;
  if (gnutls_pubkey_init(&own) < 0) return false;
  const bool same = gnutls_pubkey_import_privkey(own, key_, 0, 0) >= 0 && key_id(own) == key_id(chain_.front().pubkey);
  gnutls_pubkey_deinit(own);
  return same;
}

Result<std::shared_ptr<const ServerCertificate>> ServerCertificate::read(const std::string& certificate, const std::string& key) {
  std::shared_ptr<ServerCertificate> read(new ServerCertificate());
  if (!read->read_chain(certificate) || !read->read_key(key) || !read->belong_together())
    return fail(ErrorCode::malformed,
                "The certificate and the key do not work together. Both must be PEM files, and the key must belong to the certificate.");
  return read;
}

} // namespace pilotage::endpoint
