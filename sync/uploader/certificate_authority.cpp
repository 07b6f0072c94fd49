#include "sync/uploader/certificate_authority.h"

#include <memory>
#include <openssl/err.h>
#include <openssl/pem.h>

namespace pilotage::sync {

Result<void> check_authority(std::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  std::size_t whole = 0;
  while (X509* certificate = PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr)) {
    X509_free(certificate);
    ++whole;
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (whole > 0 && at_end) return {};
  return fail(ErrorCode::tls_untrusted,
              "The certificate authority is not whole, or no PEM text. Ask the server's host for its certificate as .pem, and copy all of "
              "it, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.");
}

} // namespace pilotage::sync
