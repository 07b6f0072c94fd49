// A certificate authority that lives as long as a test: real keys, real signatures, trusted by nobody but who is given its file.
#pragma once

#include <memory>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string>

namespace pilotage::tests {

using KeyPtr = std::shared_ptr<EVP_PKEY>;
using CertificatePtr = std::shared_ptr<X509>;

struct Identity {
  KeyPtr key;
  CertificatePtr certificate;

  std::string key_pem() const;
  std::string certificate_pem() const;
};

struct IdentityOptions {
  std::string alternative_names = "DNS:localhost,IP:127.0.0.1";
  long valid_from_s = -3'600; // from now
  long valid_until_s = 86'400;
};

class ThrowawayCa {
public:
  explicit ThrowawayCa(const std::string& name = "Throw-away test authority");

  Identity issue(const IdentityOptions& options = {}) const;
  std::string pem() const { return root_.certificate_pem(); }

private:
  Identity root_;
};

} // namespace pilotage::tests
