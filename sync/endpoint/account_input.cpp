#include "sync/endpoint/account_input.h"

#include <algorithm>

#include "sync/endpoint/password_hash.h"
#include "sync/protocol/names.h"

namespace pilotage::endpoint {

namespace {

// Something, one @, and a domain: what more there is to an address only sending to it would show. No colon, for Basic credentials end
// there.
bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of(" \t:,;<>\"") == std::string_view::npos;
}

} // namespace

Result<NewAccount> new_account(std::string_view email, std::string_view name, const std::string& password) {
  NewAccount account{.email = std::string(email), .name = std::string(name.empty() ? email : name), .password = {}};
  std::ranges::transform(account.email, account.email.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (!is_email(account.email)) return fail(ErrorCode::invalid_value, "This is not an e-mail address. Give one such as ada@example.org.");
  for (const auto& [text, what] : {std::pair{&account.email, "e-mail address"}, {&account.name, "name"}})
    if (auto checked = sync::checked_identifier(*text, what); !checked) return fail(ErrorCode::invalid_value, checked.error().message);
  if (password.empty()) return account;
  auto hashed = hash_password(password);
  if (!hashed) return std::unexpected(hashed.error());
  account.password = std::move(*hashed);
  return account;
}

} // namespace pilotage::endpoint
