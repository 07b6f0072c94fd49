// The certificate and key by which the server proves who it is. A running server takes another one for its next connections, so that a
// renewed certificate needs no restart. Immutable; any thread.
#pragma once

#include <gnutls/abstract.h>

#include <array>
#include <ctime>
#include <memory>
#include <string>

#include "forms/error.h"

namespace pilotage::endpoint {

class ServerCertificate {
public:
  // Both PEM, the certificate with its chain. Error: malformed (one of them cannot be read, or they do not belong together).
  static Result<std::shared_ptr<const ServerCertificate>> read(const std::string& certificate, const std::string& key);
  ~ServerCertificate();
  ServerCertificate(const ServerCertificate&) = delete;
  ServerCertificate& operator=(const ServerCertificate&) = delete;

  std::time_t expires_at() const { return expires_at_; }

  // What GnuTLS asks for at each handshake. It only reads them, whatever its types say.
  gnutls_pcert_st* chain() const { return chain_.data(); }
  unsigned chain_length() const { return length_; }
  gnutls_privkey_t key() const { return key_; }

private:
  ServerCertificate() = default;
  bool read_chain(const std::string& pem);
  bool read_key(const std::string& pem);
  bool belong_together() const;

  mutable std::array<gnutls_pcert_st, 16> chain_{};
  unsigned length_ = 0;
  gnutls_privkey_t key_ = nullptr;
  std::time_t expires_at_ = 0;
};

} // namespace pilotage::endpoint
