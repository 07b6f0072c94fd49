// Accounts, roles, sessions, the audit log, drafts and reviews, on each database.
#include "sync/endpoint/storage/databases.h"
#include "sync/endpoint/storage/samples.h"

using namespace pilotage;
using namespace pilotage::tests;
using namespace pilotage::endpoint;

ON_EACH_DATABASE("accounts, their roles and their sessions") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  const Account ana = checked(storage->create_account({.email = "ana@example.org", .name = "Ana", .password = "hashed"}));
  CHECK(storage->create_account({.email = "ana@example.org", .name = "Other", .password = {}}).error().code == ErrorCode::conflict);
  const Account ben = checked(storage->create_account({.email = "ben@example.org", .name = "Ben", .password = {}}));
  CHECK(ana.actor.id != ben.actor.id);
  CHECK(checked(storage->account_by_email("ana@example.org")).actor.name == "Ana");
  CHECK(checked(storage->accounts("")).size() == 2);
  CHECK(checked(storage->accounts("Ben")).size() == 1);
  CHECK(checked(storage->grant(ana.actor.id, {.project = project, .role = Role::coordinator})));
  CHECK_FALSE(checked(storage->grant(ana.actor.id, {.project = project, .role = Role::coordinator})));
  CHECK(checked(storage->assignments(project)).size() == 1);
  CHECK(checked(storage->account(ana.actor.id)).grants.size() == 1);

  checked(storage->open_session({.hash = "h1", .account = ana.actor.id, .created_at = 100, .expires_at = 200}, "hashed"));
  CHECK(checked(storage->account_of_session("h1", 199)).actor.name == "Ana");
  CHECK(storage->account_of_session("h1", 200).error().code == ErrorCode::not_found);
  CHECK(checked(storage->account(ana.actor.id)).last_login_at == 100);
  AccountChange change;
  change.password = "another";
  change.email = "ben@example.org";
  CHECK(storage->change_account(ana.actor.id, change).error().code == ErrorCode::conflict);
  CHECK(checked(storage->account(ana.actor.id)).password == "hashed");
  change.email = "ana.b@example.org";
  CHECK(checked(storage->change_account(ana.actor.id, change)).email == "ana.b@example.org");
  CHECK(storage->account_of_session("h1", 150).error().code == ErrorCode::not_found);
  CHECK_FALSE(checked(storage->close_session("h1")));
  CHECK(checked(storage->withdraw(ana.actor.id, {.project = project, .role = Role::coordinator})));
  checked(storage->deactivate_account(ana.actor.id));
  CHECK(storage->account(ana.actor.id).error().code == ErrorCode::not_found);
  checked(storage->create_account({.email = "ana.b@example.org", .name = "A new Ana", .password = {}}));
}

ON_EACH_DATABASE("changes of one account that cross: each keeps what the other has changed") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto elsewhere = database.open();
  const Account ana = checked(storage->create_account({.email = "ana@example.org", .name = "Ana", .password = "first"}));
  const ActorId id = ana.actor.id;
  // Each was decided on by what the account was before the others.
  AccountChange renamed;
  renamed.name = "Ana B.";
  AccountChange moved;
  moved.email = "ana.b@example.org";
  AccountChange secured;
  secured.password = "second";
  checked(elsewhere->change_account(id, secured));
  checked(elsewhere->grant(id, {.project = 0, .role = Role::administrator}));
  checked(storage->change_account(id, renamed));
  const Account changed = checked(storage->change_account(id, moved));
  for (const Account& account : {changed, checked(elsewhere->account(id))}) {
    CHECK(account.actor.name == "Ana B.");
    CHECK(account.email == "ana.b@example.org");
    CHECK(account.password == "second");
    CHECK(account.grants.size() == 1);
  }

  // A log-in that was checked against the password of before opens nothing.
  const Session late{.hash = "h0", .account = id, .created_at = 100, .expires_at = 200};
  CHECK(storage->open_session(late, "first").error().code == ErrorCode::conflict);
  CHECK(storage->account_of_session("h0", 150).error().code == ErrorCode::not_found);
  CHECK_FALSE(checked(storage->account(id)).last_login_at);

  // A new password that was allowed by the old one gives way to one that was set meanwhile.
  checked(storage->open_session({.hash = "h1", .account = id, .created_at = 100, .expires_at = 200}, "second"));
  AccountChange outdated;
  outdated.password = "third";
  outdated.old_password = "first";
  CHECK(storage->change_account(id, outdated).error().code == ErrorCode::conflict);
  CHECK(checked(storage->account(id)).password == "second");
  checked(storage->account_of_session("h1", 150));
  outdated.old_password = "second";
  CHECK(checked(storage->change_account(id, outdated)).password == "third");
  CHECK(storage->account_of_session("h1", 150).error().code == ErrorCode::not_found);

  checked(elsewhere->deactivate_account(id));
  CHECK(storage->open_session(late, "third").error().code == ErrorCode::conflict);
  CHECK(storage->change_account(id, renamed).error().code == ErrorCode::not_found);
  CHECK(checked(storage->actor(id)).name == "Ana B.");
}

ON_EACH_DATABASE("the audit log: by group of acts, by time, the newest first") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  for (const auto& [action, at] : {std::pair{"form.create", 1}, {"form.update", 2}, {"project.create", 3}, {"form.delete", 4}}) {
    AuditEntry entry;
    entry.project = 1;
    entry.action = action;
    entry.details = "{}";
    entry.logged_at = at;
    checked(storage->add_audit(entry));
  }
  const auto actions = [&](const AuditFilter& filter) {
    std::string all;
    for (const AuditEntry& entry : checked(storage->audits(filter))) all += entry.action + " ";
    return all;
  };
  CHECK(actions({}) == "form.delete project.create form.update form.create ");
  CHECK(actions({.action = "form."}) == "form.delete form.update form.create ");
  CHECK(actions({.action = "form.update"}) == "form.update ");
  CHECK(actions({.action = {}, .from = 2, .until = 4}) == "project.create form.update ");
  CHECK(actions({.action = {}, .from = 0, .until = 0, .limit = 1, .offset = 1}) == "project.create ");
}

ON_EACH_DATABASE("a draft with its media and test responses") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  const FormDraft draft{.form = a_form(project), .media = {"towns.csv"}, .token = "token", .created_at = 1, .updated_at = 2};
  checked(storage->put_draft(draft));
  checked(storage->put_draft_file(project, "visit", {.name = "towns.csv", .sha256 = "a", .md5 = "b", .size = 3}));
  CHECK(checked(storage->draft_by_token("token")).form.files.size() == 1);
  const DraftSubmission test{.instance_id = instance(1), .xml = "<data/>", .submitted_at = 5, .files = {a_file("a.jpg")}};
  CHECK(checked(storage->add_draft_submission(project, "visit", test)).outcome == Stored::first);
  CHECK(checked(storage->add_draft_submission(project, "visit", test)).outcome == Stored::again);
  DraftSubmission other = test;
  other.xml = "<other/>";
  CHECK(checked(storage->add_draft_submission(project, "visit", other)).outcome == Stored::other_content);
  CHECK(checked(storage->draft_submissions(project, "visit")).front().files.size() == 1);
  checked(storage->put_draft(draft));
  CHECK(checked(storage->draft_submissions(project, "visit")).empty());
  CHECK(checked(storage->drafts(project)).size() == 1);
  checked(storage->drop_draft(project, "visit"));
  CHECK(storage->draft(project, "visit").error().code == ErrorCode::not_found);
}

ON_EACH_DATABASE("a response and its corrections are one record, with its review and remarks") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  checked(storage->publish_form(a_form(project)));
  const AccessToken laptop = a_token(project, "Laptop");
  checked(storage->add_token(laptop));
  NewSubmission first = a_submission(project, 1);
  first.token_id = laptop.id;
  checked(submit(*storage, first));
  NewSubmission correction = a_submission(project, 2, "no");
  correction.deprecated_id = instance(1);
  checked(submit(*storage, correction));
  checked(submit(*storage, a_submission(project, 3)));

  const auto records = checked(storage->submission_records(project, "visit", 0, 10, 0)).records;
  REQUIRE(records.size() == 2);
  CHECK(records[0].first.instance_id == instance(3));
  CHECK(records[1].current.instance_id == instance(2));
  CHECK(records[1].first.submitter.name == "Laptop");
  CHECK(records[1].edits == 1);
  CHECK(records[1].first.xml.empty());

  // Pages cover so many submissions, or so much XML, whichever is less, and at least one; together they leave nothing out.
  const auto newest = checked(storage->submission_records(project, "visit", 0, 10, 1));
  REQUIRE(newest.records.size() == 1);
  CHECK(newest.records[0].current.xml == a_submission(project, 3).xml);
  const auto corrections = checked(storage->submission_records(project, "visit", newest.before, 1, 0));
  CHECK(corrections.records.empty());
  const auto oldest = checked(storage->submission_records(project, "visit", corrections.before, 10, 0));
  REQUIRE(oldest.records.size() == 1);
  CHECK(oldest.records[0].first.instance_id == instance(1));
  CHECK(oldest.before == 0);

  checked(storage->set_review(project, instance(3), ReviewState::has_issues));
  checked(storage->set_review(project, instance(3), ReviewState::approved));
  CHECK(checked(storage->submission_record(project, "visit", instance(3))).review == ReviewState::approved);
  CHECK(checked(storage->submission_versions(project, "visit", instance(1))).size() == 2);
  Remark remark;
  remark.body = "Ask again";
  remark.created_at = 7;
  checked(storage->add_remark(project, instance(3), remark));
  CHECK(checked(storage->remarks(project, instance(3))).front().body == "Ask again");
  const auto senders = checked(storage->submitters(project, "visit"));
  REQUIRE(senders.size() == 1);
  CHECK(senders[0].name == "Laptop");
  checked(storage->delete_form(project, "visit"));
  CHECK(checked(storage->forms(project)).empty());
  CHECK(checked(storage->form_versions(project, "visit")).size() == 1);
}
