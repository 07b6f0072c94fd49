#include "sync/endpoint/password_admission.h"

#include "sync/protocol/content_hash.h"

namespace pilotage::endpoint {

namespace {

// A token may stand as the password of any user name.
bool is_known_token(Storage& storage, const std::string& password) {
  return looks_like_token(password) && storage.token_by_hash(sync::sha256_hex(password)).has_value();
}

} // namespace

Admission admit_passwords(Storage& storage, PasswordCheck& passwords) {
  return [&storage, &passwords](Request& request, std::function<void()> go) {
    BasicCredentials basic = basic_credentials(request);
    if (basic.user.find('@') == std::string::npos || !may_carry_credentials(request) || is_known_token(storage, basic.password))
      return true;
    passwords.check({.email = std::move(basic.user), .password = std::move(basic.password), .address = request.peer},
                    [&request, go = std::move(go)](LoginVerdict verdict) {
                      auto admitted = std::make_shared<Admitted>();
                      if (verdict.account) admitted->identity = identity_of(*verdict.account);
                      admitted->verdict = std::move(verdict);
                      request.admitted = std::move(admitted);
                      go();
                    });
    return false;
  };
}

} // namespace pilotage::endpoint
