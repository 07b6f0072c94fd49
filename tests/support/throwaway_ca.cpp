#include "support/throwaway_ca.h"

#include <atomic>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace pilotage::tests {

namespace {

KeyPtr new_key() { return {EVP_EC_gen("P-256"), &EVP_PKEY_free}; }

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

CertificatePtr new_certificate(EVP_PKEY* key, const std::string& name, const IdentityOptions& options) {
  static std::atomic<long> serial = 1;
  CertificatePtr certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), options.valid_from_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), options.valid_until_s);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

template <typename Write>
std::string pem_of(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
  write(bio.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

} // namespace

std::string Identity::key_pem() const {
  return pem_of([this](BIO* out) { PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

std::string Identity::certificate_pem() const {
  return pem_of([this](BIO* out) { PEM_write_bio_X509(out, certificate.get()); });
}

ThrowawayCa::ThrowawayCa(const std::string& name) {
  root_.key = new_key();
  root_.certificate = new_certificate(root_.key.get(), name, {});
  X509* certificate = root_.certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  X509_sign(certificate, root_.key.get(), EVP_sha256());
}

Identity ThrowawayCa::issue(const IdentityOptions& options) const {
  Identity identity;
  identity.key = new_key();
  identity.certificate = new_certificate(identity.key.get(), "test server", options);
  X509_set_issuer_name(identity.certificate.get(), X509_get_subject_name(root_.certificate.get()));
  add_extension(identity.certificate.get(), root_.certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(identity.certificate.get(), root_.certificate.get(), NID_subject_alt_name, options.alternative_names);
  X509_sign(identity.certificate.get(), root_.key.get(), EVP_sha256());
  return identity;
}

} // namespace pilotage::tests
