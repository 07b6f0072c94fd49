// Hashes, base 64 and signatures, by OpenSSL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pilotage::forms::xpath {

// "MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512" (XForms 1.1, digest()). nullopt: another name.
std::optional<std::string> digest_bytes(std::string_view text, std::string_view algorithm);

std::string hexadecimal(std::string_view bytes);
std::string base64(std::string_view bytes);
// Characters outside the alphabet are passed over; padding may lack.
std::string base64_decoded(std::string_view text);

// The message behind an Ed25519 signature of 64 bytes, if the signature is that of the key's owner.
std::optional<std::string> signed_message(std::string_view signature_and_message, std::string_view public_key);

} // namespace pilotage::forms::xpath
