// The part of Storage that knows people: accounts, their roles by project, their sessions, and the audit log of what they did. The rules of
// Storage hold.
#pragma once

#include "forms/error.h"
#include "sync/endpoint/storage/account_records.h"

namespace pilotage::endpoint {

class AccountStorage {
public:
  virtual ~AccountStorage() = default;

  // --- Accounts; only active ones are found ---
  // Error: conflict (an account with this e-mail).
  virtual Result<Account> create_account(const NewAccount& account) = 0;
  // Error: not_found.
  virtual Result<Account> account(ActorId id) = 0;
  virtual Result<Account> account_by_email(std::string_view email) = 0;
  // In the order of their e-mails; those whose e-mail or name contains the text.
  virtual Result<std::vector<Account>> accounts(std::string_view containing) = 0;
  // The account as it is afterwards. Errors: not_found, conflict (e-mail; a password that is not the old one any more).
  virtual Result<Account> change_account(ActorId id, const AccountChange& change) = 0;
  // Ends its sessions and takes its roles. What it did stays under its name. Error: not_found.
  virtual Result<void> deactivate_account(ActorId id) = 0;

  // --- Roles ---
  // False where it was so already.
  virtual Result<bool> grant(ActorId actor, const Grant& grant) = 0;
  virtual Result<bool> withdraw(ActorId actor, const Grant& grant) = 0;
  // Of this project alone; project 0: those that hold in every project.
  virtual Result<std::vector<Assignment>> assignments(ProjectId project) = 0;

  // --- App users and single forms ---
  // From its first form on an app user has the assigned forms alone, also when none is left. False where it was so already. Error:
  // not_found (the project has no such app user).
  virtual Result<bool> assign_form(ProjectId project, std::string_view form_id, ActorId app_user) = 0;
  // False where it was not assigned.
  virtual Result<bool> withdraw_form(ProjectId project, std::string_view form_id, ActorId app_user) = 0;
  // To this form, or to all of the project where form_id is empty; of app users whose token holds.
  virtual Result<std::vector<FormAssignment>> form_assignments(ProjectId project, std::string_view form_id) = 0;
  // Error: not_found.
  virtual Result<Actor> actor(ActorId id) = 0;

  // --- Sessions ---
  // Notes the log-in, and forgets sessions that are over. `password` is the stored one that the log-in was checked against. Error:
  // conflict, where the account has another by now, or is gone.
  virtual Result<void> open_session(const Session& session, std::string_view password) = 0;
  // Whose session this is, if it lasts at the moment `now`. Error: not_found.
  virtual Result<Account> account_of_session(std::string_view hash, std::int64_t now) = 0;
  // False where there was none.
  virtual Result<bool> close_session(std::string_view hash) = 0;

  // --- The audit log ---
  virtual Result<void> add_audit(const AuditEntry& entry) = 0;
  virtual Result<std::vector<AuditEntry>> audits(const AuditFilter& filter) = 0;
  // What was done about one submission, the newest first.
  virtual Result<std::vector<AuditEntry>> submission_audits(ProjectId project, std::string_view instance_id) = 0;
};

} // namespace pilotage::endpoint
