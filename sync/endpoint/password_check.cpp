#include "sync/endpoint/password_check.h"

#include <sodium.h>

#include <chrono>

#include "sync/endpoint/access.h"
#include "sync/endpoint/password_hash.h"

namespace pilotage::endpoint {

namespace {

constexpr unsigned kThreads = 2;
constexpr int kMostWaiting = 64;
constexpr std::size_t kMostRemembered = 1'000;
constexpr std::int64_t kRememberedFor = 60'000; // milliseconds

// Of the steady clock: setting the machine's time forgives nobody.
std::int64_t milliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

LoginVerdict refusal(int status, std::int64_t retry_after = 0) {
  return {.account = std::nullopt, .status = status, .retry_after = retry_after};
}

} // namespace

Response refused_login(const LoginVerdict& verdict) {
  if (verdict.status == 401) return unauthorized("The e-mail address or the password is wrong.");
  Response response =
      verdict.status == 429
          ? text_response(429, "Too many wrong passwords were given for this account or from this address. Wait, then try again.")
          : text_response(503, "The server cannot check passwords now. Try again in a few seconds.");
  response.with("Retry-After", std::to_string(verdict.retry_after));
  return response;
}

PasswordCheck::PasswordCheck(Storage& storage) : storage_(storage), key_(crypto_generichash_KEYBYTES, '\0'), workers_(kThreads) {
  randombytes_buf(key_.data(), key_.size());
}

void PasswordCheck::check(Login login, std::function<void(LoginVerdict)> done) {
  for (char& c : login.email) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const Proof proof = proof_of(login);
  auto found = storage_.account_by_email(login.email);
  if (!found && found.error().code != ErrorCode::not_found) return done(refusal(503, 5));
  std::optional<Account> account = found ? std::optional(std::move(*found)) : std::nullopt;
  if (account && remembers(proof, *account)) return done({.account = std::move(account), .status = 200, .retry_after = 0});
  if (const std::int64_t seconds = throttle_.attempt(login.email, login.address, milliseconds()); seconds > 0)
    return done(refusal(429, seconds));
  {
    const std::lock_guard lock(mutex_);
    if (waiting_ >= kMostWaiting) return done(refusal(503, 5));
    ++waiting_;
  }
  workers_.post([this, login = std::move(login), proof, account = std::move(account), done = std::move(done)] {
    LoginVerdict verdict = computed(login, proof, account);
    {
      const std::lock_guard lock(mutex_);
      --waiting_;
    }
    done(std::move(verdict));
  });
}

LoginVerdict PasswordCheck::computed(const Login& login, const Proof& proof, const std::optional<Account>& account) {
  if (!verify_password(account ? account->password : "", login.password)) return refusal(401);
  throttle_.succeeded(login.email, login.address);
  remember(proof, *account);
  return {.account = account, .status = 200, .retry_after = 0};
}

LoginVerdict PasswordCheck::confirm(const Account& account, const std::string& password, std::string_view address) {
  if (const std::int64_t seconds = throttle_.attempt(account.email, address, milliseconds()); seconds > 0) return refusal(429, seconds);
  if (!verify_password(account.password, password)) return refusal(401);
  throttle_.succeeded(account.email, address);
  return {.account = account, .status = 200, .retry_after = 0};
}

PasswordCheck::Proof PasswordCheck::proof_of(const Login& login) const {
  Proof proof(crypto_generichash_BYTES, '\0');
  const std::string pair = login.email + '\0' + login.password;
  crypto_generichash(reinterpret_cast<unsigned char*>(proof.data()), proof.size(), reinterpret_cast<const unsigned char*>(pair.data()),
                     pair.size(), reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  return proof;
}

bool PasswordCheck::remembers(const Proof& proof, const Account& account) {
  const std::lock_guard lock(mutex_);
  const auto found = remembered_.find(proof);
  return found != remembered_.end() && found->second.password == account.password && found->second.until > milliseconds();
}

void PasswordCheck::remember(const Proof& proof, const Account& account) {
  const std::lock_guard lock(mutex_);
  const std::int64_t now = milliseconds();
  if (remembered_.size() >= kMostRemembered) std::erase_if(remembered_, [&](const auto& one) { return one.second.until <= now; });
  if (remembered_.size() >= kMostRemembered) remembered_.clear();
  remembered_[proof] = {.password = account.password, .until = now + kRememberedFor};
}

} // namespace pilotage::endpoint
