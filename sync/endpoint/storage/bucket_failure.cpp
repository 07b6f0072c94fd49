#include "sync/endpoint/storage/bucket_failure.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <pugixml.hpp>

namespace pilotage::endpoint {

namespace {

struct RefusalMeaning {
  std::string_view code; // as S3 names it
  ErrorCode meaning;
  std::string_view sentence;
};

constexpr std::array kRefusals = {
    RefusalMeaning{"NoSuchBucket", ErrorCode::not_found, "The server has no such bucket. Create it, or check the address."},
    RefusalMeaning{"InvalidAccessKeyId", ErrorCode::permission, "The server of the bucket does not know the access key. Check it."},
    RefusalMeaning{"SignatureDoesNotMatch", ErrorCode::permission,
                   "The server of the bucket does not accept the signature. Check the secret key and the region."},
    RefusalMeaning{"AuthorizationHeaderMalformed", ErrorCode::permission,
                   "The server of the bucket does not accept the signature. Check the region."},
    RefusalMeaning{"RequestTimeTooSkewed", ErrorCode::permission,
                   "The clocks of this machine and of the bucket's server differ too much. Set the clock."},
    RefusalMeaning{"AccessDenied", ErrorCode::permission,
                   "The access key may not do this in the bucket. Give it the rights to list, read and write objects."},
    RefusalMeaning{"XAmzContentSHA256Mismatch", ErrorCode::timeout, "The bytes changed on their way to the bucket. Try again."},
    RefusalMeaning{"BadDigest", ErrorCode::timeout, "The bytes changed on their way to the bucket. Try again."},
    RefusalMeaning{"RequestTimeout", ErrorCode::timeout, "The bucket's server waited too long for the bytes. Try again."},
    RefusalMeaning{"QuotaExceeded", ErrorCode::disk_full, "The bucket is full. Make room, or raise its quota."},
    RefusalMeaning{"XMinioStorageFull", ErrorCode::disk_full, "The bucket's server is full. Make room there."},
};

std::string refusal_code(std::string_view body) {
  pugi::xml_document document;
  if (!document.load_buffer(body.data(), body.size())) return {};
  return document.child("Error").child("Code").text().get();
}

} // namespace

Error bucket_unreachable(int code, const std::string& address) {
  switch (code) {
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
    return {ErrorCode::tls_untrusted,
            "The certificate of the bucket's server is not trusted. Name its authority (--attachments-ca), or mend the certificate.",
            address};
  case CURLE_OPERATION_TIMEDOUT: return {ErrorCode::timeout, "The bucket's server does not answer in time. Try again.", address};
  default:
    return {ErrorCode::no_network,
            fmt::format("The bucket's server cannot be reached: {}. Check the address and the network.",
                        curl_easy_strerror(static_cast<CURLcode>(code))),
            address};
  }
}

Error bucket_refusal(long status, std::string_view body, const std::string& address) {
  const std::string code = refusal_code(body);
  if (const auto* known = std::ranges::find(kRefusals, code, &RefusalMeaning::code); known != kRefusals.end())
    return {known->meaning, std::string(known->sentence), address};
  if (status == 401 || status == 403)
    return {ErrorCode::permission, "The server of the bucket refuses the access key. Check the key, its secret and its rights.", address};
  if (status == 404) return {ErrorCode::not_found, "The server has no such bucket. Create it, or check the address.", address};
  const std::string said = code.empty() ? std::to_string(status) : fmt::format("{} {}", status, code);
  if (status == 429 || status >= 500)
    return {ErrorCode::timeout, fmt::format("The bucket's server is in trouble ({}). Try again.", said), address};
  return {ErrorCode::io, fmt::format("The bucket's server refuses this ({}).", said), address};
}

bool tells_of_bucket(std::string_view body) { return refusal_code(body) == "NoSuchBucket"; }

bool may_pass(const Error& error) { return error.code == ErrorCode::no_network || error.code == ErrorCode::timeout; }

} // namespace pilotage::endpoint
