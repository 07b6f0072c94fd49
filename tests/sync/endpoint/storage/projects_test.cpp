// Projects that change, go and come back, their figures, and app users that have single forms, on each database.
#include "sync/endpoint/storage/databases.h"
#include "sync/endpoint/storage/samples.h"

using namespace pilotage;
using namespace pilotage::tests;
using namespace pilotage::endpoint;

ON_EACH_DATABASE("a project is described, archived and renamed") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  Project project = checked(storage->create_project("Pilot"));
  checked(storage->create_project("Other"));
  CHECK_FALSE(project.updated_at);
  project.name = "Other";
  CHECK(storage->change_project(project).error().code == ErrorCode::conflict);
  project.name = "Pilot 2";
  project.description = "The second round";
  project.archived = true;
  checked(storage->change_project(project));
  const Project changed = checked(storage->project("Pilot 2"));
  CHECK(changed.id == project.id);
  CHECK(changed.description == "The second round");
  CHECK(changed.archived);
  CHECK(changed.updated_at);
  project.id = 99;
  project.name = "Nobody";
  CHECK(storage->change_project(project).error().code == ErrorCode::not_found);
}

ON_EACH_DATABASE("a deleted project is nowhere, gives its name free, and comes back with all that it had") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  checked(storage->publish_form(a_form(project)));
  const AccessToken laptop = a_token(project, "Laptop");
  checked(storage->add_token(laptop));
  checked(submit(*storage, a_submission(project, 1)));
  const Account ana = checked(storage->create_account({.email = "ana@example.org", .name = "Ana", .password = {}}));
  checked(storage->grant(ana.actor.id, {.project = project, .role = Role::coordinator}));
  checked(storage->grant(ana.actor.id, {.project = 0, .role = Role::administrator}));
  checked(storage->put_draft({.form = a_form(project), .media = {}, .token = "token", .created_at = 1, .updated_at = 2}));
  checked(storage->token_by_hash(laptop.hash)); // where it is remembered, it must be forgotten

  checked(storage->delete_project(project));
  CHECK(storage->project("Pilot").error().code == ErrorCode::not_found);
  CHECK(storage->project(std::to_string(project)).error().code == ErrorCode::not_found);
  CHECK(checked(storage->projects()).empty());
  CHECK(storage->token_by_hash(laptop.hash).error().code == ErrorCode::not_found);
  CHECK(storage->draft_by_token("token").error().code == ErrorCode::not_found);
  CHECK(checked(storage->account(ana.actor.id)).grants == std::vector<Grant>{{.project = 0, .role = Role::administrator}});
  CHECK(storage->delete_project(project).error().code == ErrorCode::not_found);
  REQUIRE(checked(storage->deleted_projects()).size() == 1);
  CHECK(checked(storage->deleted_projects())[0].deleted_at);

  const auto second = checked(storage->create_project("Pilot")).id;
  const Project back = checked(storage->restore_project(project));
  CHECK(back.id == project);
  CHECK(back.name != "Pilot"); // another has it now
  CHECK(checked(storage->projects()).size() == 2);
  CHECK(checked(storage->token_by_hash(laptop.hash)).id == laptop.id);
  CHECK(checked(storage->draft_by_token("token")).form.form_id == "visit");
  CHECK(checked(storage->account(ana.actor.id)).grants.size() == 2);
  CHECK(checked(storage->submissions_after(project, "", 0, 10, 1'000)).size() == 1);
  CHECK(storage->restore_project(project).error().code == ErrorCode::not_found);

  checked(storage->delete_project(second));
  CHECK(checked(storage->restore_project(second)).name == "Pilot"); // nobody took it
}

ON_EACH_DATABASE("the figures of a project: forms that are there, app users whose token holds, the last that came") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  const ProjectFigures none = checked(storage->project_figures(project));
  CHECK(none.forms == 0);
  CHECK(none.app_users == 0);
  CHECK_FALSE(none.last_submission);
  checked(storage->publish_form(a_form(project)));
  checked(storage->publish_form(a_form(project, "other")));
  checked(storage->delete_form(project, "other"));
  const AccessToken revoked = a_token(project, "Lost");
  checked(storage->add_token(revoked));
  checked(storage->add_token(a_token(project, "Laptop")));
  checked(storage->revoke_token(revoked.id));
  checked(submit(*storage, a_submission(project, 1)));
  const auto last = checked(submit(*storage, a_submission(project, 2)));
  const ProjectFigures figures = checked(storage->project_figures(project));
  CHECK(figures.forms == 1);
  CHECK(figures.app_users == 1);
  CHECK(figures.last_submission == last.submitted_at);
  CHECK(checked(storage->form(project, "visit")).last_submission == last.submitted_at);
  CHECK(storage->project_figures(99).error().code == ErrorCode::not_found);
}

ON_EACH_DATABASE("an app user has all forms until one is assigned; then those that are, and in the end none") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  const AccessToken laptop = a_token(project, "Laptop");
  checked(storage->add_token(laptop));
  const AccessToken found = checked(storage->token_by_hash(laptop.hash));
  CHECK_FALSE(found.forms);
  CHECK(storage->assign_form(project, "visit", 999).error().code == ErrorCode::not_found);
  CHECK(storage->assign_form(project + 1, "visit", found.actor).error().code == ErrorCode::not_found);
  CHECK(checked(storage->assign_form(project, "visit", found.actor)));
  CHECK_FALSE(checked(storage->assign_form(project, "visit", found.actor)));
  CHECK(checked(storage->token_by_hash(laptop.hash)).forms == std::vector<std::string>{"visit"});
  CHECK(checked(storage->assign_form(project, "other", found.actor)));
  CHECK(checked(storage->form_assignments(project, "visit")).size() == 1);
  const auto all = checked(storage->form_assignments(project, ""));
  REQUIRE(all.size() == 2);
  CHECK(all[0].form_id == "other");
  CHECK(all[0].actor.name == "Laptop");
  CHECK(checked(storage->withdraw_form(project, "other", found.actor)));
  CHECK_FALSE(checked(storage->withdraw_form(project, "other", found.actor)));
  CHECK(checked(storage->withdraw_form(project, "visit", found.actor)));
  CHECK(checked(storage->token_by_hash(laptop.hash)).forms == std::vector<std::string>()); // not all of them again
  checked(storage->assign_form(project, "visit", found.actor));
  checked(storage->revoke_token(laptop.id));
  CHECK(checked(storage->form_assignments(project, "")).empty());
  CHECK(storage->assign_form(project, "other", found.actor).error().code == ErrorCode::not_found);
}

ON_EACH_DATABASE("who published a form, and what was done about one submission") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  const Account ana = checked(storage->create_account({.email = "ana@example.org", .name = "Ana", .password = {}}));
  FormVersion form = a_form(project);
  form.made_by = ana.actor.id;
  form.published_at = 1;
  checked(storage->publish_form(form));
  FormVersion next = a_form(project, "visit", "2");
  next.published_at = 2;
  checked(storage->publish_form(next));
  CHECK(checked(storage->form(project, "visit")).created_by == ana.actor.id);
  CHECK(checked(storage->form_versions(project, "visit"))[0].made_by == 0);
  CHECK(checked(storage->form_version(project, "visit", "1")).made_by == ana.actor.id);
  CHECK(checked(storage->actor(ana.actor.id)).name == "Ana");
  CHECK(storage->actor(0).error().code == ErrorCode::not_found);
  checked(storage->put_draft({.form = form, .media = {}, .token = "token", .created_at = 1, .updated_at = 2}));
  CHECK(checked(storage->draft(project, "visit")).form.made_by == ana.actor.id);

  for (int number = 1; number <= 2; ++number) {
    AuditEntry entry;
    entry.actor = ana.actor;
    entry.project = project;
    entry.action = "submission.update";
    entry.details = "{}";
    entry.logged_at = number;
    entry.instance_id = instance(number);
    checked(storage->add_audit(entry));
  }
  const auto audits = checked(storage->submission_audits(project, instance(2)));
  REQUIRE(audits.size() == 1);
  CHECK(audits[0].logged_at == 2);
  CHECK(audits[0].actor.name == "Ana");
  CHECK(audits[0].instance_id == instance(2));
  CHECK(checked(storage->submission_audits(project + 1, instance(2))).empty());
  CHECK(checked(storage->submission_audits(project, "")).empty());
}
