// pilotage-endpoint user create | set-password | assign | withdraw | list | deactivate
#include <fmt/format.h>

#include "sync/endpoint/account_input.h"
#include "sync/endpoint/password_hash.h"
#include "sync/endpoint/program/command.h"
#include "sync/endpoint/program/password_input.h"
#include "sync/endpoint/storage/identity.h"

namespace pilotage::endpoint {

namespace {

struct UserArguments {
  std::string data;
  std::string email;
  std::string name;
  std::string role;
  std::string project;
  PasswordInput password;
};

Result<Grant> grant_in(Storage& storage, const UserArguments& arguments) {
  const auto role = chosen_role(arguments.role);
  if (!role) return std::unexpected(role.error());
  if (*role == Role::administrator) return Grant{.project = 0, .role = *role};
  const auto project = chosen_project(storage, arguments.project);
  if (!project) return std::unexpected(project.error());
  return Grant{.project = project->id, .role = *role};
}

std::string details_of(ActorId actee) { return fmt::format(R"({{"actee":{}}})", actee); }

Result<bool> change_role(Storage& storage, ActorId account, const Grant& grant, bool give) {
  const char* action = give ? "user.assignment.create" : "user.assignment.delete";
  return audited(storage, act_of_host(grant.project, action, details_of(account)),
                 [&] { return give ? storage.grant(account, grant) : storage.withdraw(account, grant); });
}

int create(const UserArguments& arguments) {
  auto data = DataDirectory::open(arguments.data);
  if (!data) return report(data.error());
  Storage& storage = *data->storage;
  auto grant = arguments.role.empty() ? Result<Grant>(Grant{}) : grant_in(storage, arguments);
  if (!grant) return report(grant.error());
  const auto password = read_password(arguments.password, arguments.email);
  if (!password) return report(password.error());
  if (password->empty()) return report({ErrorCode::invalid_value, "The password is empty. It must have 10 characters or more.", {}});
  const auto input = new_account(arguments.email, arguments.name, *password);
  if (!input) return report(input.error());
  Account account;
  const auto made = storage.together([&]() -> Result<void> {
    const auto created = audited(storage, act_of_host(0, "user.create"), [&](AuditEntry& entry) {
      auto added = storage.create_account(*input);
      if (added) entry.details = details_of(added->actor.id);
      return added;
    });
    if (!created) return std::unexpected(created.error());
    account = *created;
    if (arguments.role.empty()) return {};
    const auto granted = change_role(storage, account.actor.id, *grant, true);
    return granted ? Result<void>() : std::unexpected(granted.error());
  });
  if (!made) return report(made.error());
  fmt::print("user {} {}\n", account.actor.id, account.email);
  return 0;
}

// Runs on the account with the e-mail that was given.
template <typename Change>
int change(const UserArguments& arguments, Change what) {
  auto data = DataDirectory::open(arguments.data);
  if (!data) return report(data.error());
  auto account = data->storage->account_by_email(arguments.email);
  if (!account) return report({account.error().code, "There is no such user. See them with: pilotage-endpoint user list", arguments.email});
  const Result<std::string> done = what(*data->storage, *account);
  if (!done) return report(done.error());
  fmt::print("{}\n", *done);
  return 0;
}

int set_password(const UserArguments& arguments) {
  return change(arguments, [&](Storage& storage, const Account& account) -> Result<std::string> {
    const auto password = read_password(arguments.password, arguments.email);
    if (!password) return std::unexpected(password.error());
    auto hashed = hash_password(*password);
    if (!hashed) return std::unexpected(hashed.error());
    AccountChange change;
    change.password = std::move(*hashed);
    const auto changed = audited(storage, act_of_host(0, "user.update", details_of(account.actor.id)),
                                 [&] { return storage.change_account(account.actor.id, change); });
    if (!changed) return std::unexpected(changed.error());
    return "the password is set; sessions with the old one have ended";
  });
}

int assign(const UserArguments& arguments, bool give) {
  return change(arguments, [&](Storage& storage, const Account& account) -> Result<std::string> {
    const auto grant = grant_in(storage, arguments);
    if (!grant) return std::unexpected(grant.error());
    const auto changed = change_role(storage, account.actor.id, *grant, give);
    if (!changed) return std::unexpected(changed.error());
    if (!*changed) return give ? "has the role already" : "does not have the role";
    return give ? "the role is given" : "the role is taken";
  });
}

int deactivate(const UserArguments& arguments) {
  return change(arguments, [&](Storage& storage, const Account& account) -> Result<std::string> {
    const auto done = audited(storage, act_of_host(0, "user.delete", details_of(account.actor.id)),
                              [&] { return storage.deactivate_account(account.actor.id); });
    if (!done) return std::unexpected(done.error());
    return "the user is deactivated and logged out";
  });
}

std::string roles_of(const Account& account) {
  std::string text;
  for (const Grant& grant : account.grants)
    text +=
        fmt::format("{}{}{}", text.empty() ? "" : ", ", name(grant.role), grant.project == 0 ? "" : fmt::format(" of {}", grant.project));
  return text.empty() ? "-" : text;
}

int list(const UserArguments& arguments) {
  auto data = DataDirectory::open(arguments.data);
  if (!data) return report(data.error());
  const auto accounts = data->storage->accounts("");
  if (!accounts) return report(accounts.error());
  fmt::print("{:>6}  {:<32} {:<24} {:<32} {}\n", "ID", "E-MAIL", "LAST LOG-IN", "ROLES", "NAME");
  for (const Account& account : *accounts)
    fmt::print("{:>6}  {:<32} {:<24} {:<32} {}\n", account.actor.id, account.email,
               account.last_login_at ? iso_time(*account.last_login_at) : "-", roles_of(account), account.actor.name);
  return 0;
}

CLI::App* add_verb(CLI::App& user, const std::shared_ptr<UserArguments>& arguments, const char* verb, const char* what) {
  CLI::App* command = user.add_subcommand(verb, what);
  add_data_option(*command, arguments->data);
  return command;
}

void add_email(CLI::App& command, const std::shared_ptr<UserArguments>& arguments) {
  command.add_option("email", arguments->email, "The user's e-mail address")->required()->type_name("E-MAIL");
}

CLI::Option* add_role(CLI::App& command, const std::shared_ptr<UserArguments>& arguments) {
  add_project_option(command, arguments->project);
  return command.add_option("--role", arguments->role, role_documentation())->type_name("ROLE");
}

} // namespace

void add_user(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<UserArguments>();
  CLI::App* user = program.add_subcommand("user", "Accounts of people who log in with e-mail and password");
  user->require_subcommand(1);
  const auto run = [arguments, &chosen](int (*action)(const UserArguments&)) {
    return [arguments, &chosen, action] { chosen = [arguments, action] { return action(*arguments); }; };
  };

  CLI::App* creating = add_verb(*user, arguments, "create", "Make an account; the password comes from a prompt, a file or standard input");
  add_email(*creating, arguments);
  creating->add_option("--name", arguments->name, "How others see the user; the e-mail address where it is left out")->type_name("NAME");
  add_role(*creating, arguments);
  add_password_options(*creating, arguments->password);
  creating->callback(run(create));

  CLI::App* password = add_verb(*user, arguments, "set-password", "Set another password; ends the user's sessions");
  add_email(*password, arguments);
  add_password_options(*password, arguments->password);
  password->callback(run(set_password));

  CLI::App* assigning = add_verb(*user, arguments, "assign", "Give a role in a project");
  add_email(*assigning, arguments);
  add_role(*assigning, arguments)->required();
  assigning->callback(run([](const UserArguments& a) { return assign(a, true); }));

  CLI::App* withdrawing = add_verb(*user, arguments, "withdraw", "Take a role in a project");
  add_email(*withdrawing, arguments);
  add_role(*withdrawing, arguments)->required();
  withdrawing->callback(run([](const UserArguments& a) { return assign(a, false); }));

  add_verb(*user, arguments, "list", "Show the accounts and their roles")->callback(run(list));

  CLI::App* deactivating = add_verb(*user, arguments, "deactivate", "Log a user out for good; what they did keeps their name");
  add_email(*deactivating, arguments);
  deactivating->callback(run(deactivate));
}

} // namespace pilotage::endpoint
