// Checks e-mail and password on threads of its own, slowed down by a LoginThrottle. What waits is bounded: past that, log-ins are told to
// come again. A pair that was right is remembered for a minute (as a keyed hash), so that a script that sends Basic credentials with every
// request pays for Argon2 once. Any thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "sync/endpoint/http/response.h"
#include "sync/endpoint/login_throttle.h"
#include "sync/endpoint/storage/storage.h"
#include "sync/endpoint/storage/worker_pool.h"

namespace pilotage::endpoint {

struct Login {
  std::string email;
  std::string password;
  std::string address; // of the client
};

struct LoginVerdict {
  std::optional<Account> account; // who it is; else why not:
  int status = 401;
  std::int64_t retry_after = 0; // seconds
};
// 401, 429 or 503 with its sentence.
Response refused_login(const LoginVerdict& verdict);

class PasswordCheck {
public:
  explicit PasswordCheck(Storage& storage);

  // Calls `done` once: on a thread of the check, or before it returns where there is nothing to compute.
  void check(Login login, std::function<void(LoginVerdict)> done);

  // The same for somebody who is known by a session and gives their password once more; wrong ones count like wrong log-ins. Computes on
  // the caller's thread, which must not be one that serves connections.
  LoginVerdict confirm(const Account& account, const std::string& password, std::string_view address);

private:
  using Proof = std::string; // a keyed hash of e-mail and password
  struct Remembered {
    std::string password; // as stored then
    std::int64_t until = 0;
  };

  Proof proof_of(const Login& login) const;
  bool remembers(const Proof& proof, const Account& account);
  void remember(const Proof& proof, const Account& account);
  LoginVerdict computed(const Login& login, const Proof& proof, const std::optional<Account>& account);

  Storage& storage_;
  LoginThrottle throttle_;
  std::string key_;
  std::mutex mutex_;
  std::map<Proof, Remembered> remembered_;
  int waiting_ = 0;
  WorkerPool workers_; // the last member: its threads end first
};

} // namespace pilotage::endpoint
