// Several changes that are kept as a whole or not at all, on each database.
#include <stdexcept>

#include "sync/endpoint/storage/audited.h"
#include "sync/endpoint/storage/databases.h"
#include "sync/endpoint/storage/samples.h"

using namespace pilotage;
using namespace pilotage::tests;
using namespace pilotage::endpoint;

namespace {

AuditEntry an_act(const char* action) { return {.actor = {}, .project = 0, .action = action, .details = "{}", .logged_at = 1}; }

std::vector<std::string> project_names(Storage& storage) {
  std::vector<std::string> names;
  for (const Project& project : checked(storage.projects())) names.push_back(project.name);
  return names;
}

} // namespace

ON_EACH_DATABASE("changes together: all are there, or none") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto elsewhere = database.open();
  checked(storage->create_project("Before"));

  checked(storage->together([&]() -> Result<void> {
    const Project made = checked(storage->create_project("Kept"));
    CHECK(checked(storage->project("Kept")).id == made.id);
    CHECK(project_names(*elsewhere) == std::vector<std::string>{"Before"}); // nobody else sees them yet
    return storage->add_audit(an_act("project.create"));
  }));
  CHECK(project_names(*elsewhere) == std::vector<std::string>{"Before", "Kept"});
  CHECK(checked(storage->audits({})).size() == 1);

  const auto refused = storage->together([&]() -> Result<void> {
    checked(storage->create_project("Undone"));
    checked(storage->add_audit(an_act("project.create")));
    return fail(ErrorCode::conflict, "Not this time.", "here");
  });
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::conflict);
  CHECK(refused.error().to_string() == "here: Not this time.");
  CHECK_THROWS_AS(static_cast<void>(storage->together([&]() -> Result<void> {
                    checked(storage->create_project("Undone"));
                    throw std::runtime_error("in the middle");
                  })),
                  std::runtime_error);
  CHECK(project_names(*storage) == std::vector<std::string>{"Before", "Kept"});
  CHECK(checked(storage->audits({})).size() == 1);
  checked(storage->create_project("Undone")); // the storage goes on, and the name is free
}

ON_EACH_DATABASE("changes together within others: what fails inside is not kept outside, whatever the work makes of it") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto create = [&](const char* name) {
    return storage->together([&]() -> Result<void> {
      checked(storage->create_project(name));
      return {};
    });
  };
  checked(storage->together([&]() -> Result<void> {
    checked(create("One"));
    return create("Two");
  }));
  CHECK(project_names(*storage).size() == 2);
  const auto lenient = storage->together([&]() -> Result<void> {
    checked(storage->create_project("Three"));
    CHECK_FALSE(storage->together([]() -> Result<void> { return fail(ErrorCode::invalid_value, "No."); }));
    return {};
  });
  REQUIRE_FALSE(lenient);
  CHECK(lenient.error().code == ErrorCode::invalid_value);
  CHECK(project_names(*storage).size() == 2);
}

TEST_CASE("changes together in two storages at once: each keeps to its own") {
  const OnSqlite database;
  const OnSqlite another;
  const auto storage = database.open();
  const auto beside = another.open();
  const auto refused = storage->together([&]() -> Result<void> {
    checked(storage->create_project("Undone"));
    checked(beside->together([&]() -> Result<void> {
      checked(beside->create_project("Kept"));
      checked(storage->create_project("Undone too"));
      return {};
    }));
    return fail(ErrorCode::conflict, "Not this time.");
  });
  CHECK_FALSE(refused);
  CHECK(project_names(*storage).empty());
  CHECK(project_names(*beside) == std::vector<std::string>{"Kept"});
}

ON_EACH_DATABASE("tokens that change together with others: what was undone is not remembered") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  const AccessToken known = a_token(project, "Known");
  const AccessToken never = a_token(project, "Never");
  checked(storage->add_token(known));
  const auto is_revoked = [&] { return checked(storage->token_by_hash(known.hash)).revoked_at.has_value(); };
  CHECK_FALSE(is_revoked());
  const auto change = [&](bool kept) {
    return storage->together([&, kept]() -> Result<void> {
      checked(storage->revoke_token(known.id));
      checked(storage->add_token(never));
      CHECK(is_revoked());
      CHECK(checked(storage->token_by_hash(never.hash)).name == "Never");
      return kept ? Result<void>() : fail(ErrorCode::conflict, "Not this time.");
    });
  };
  CHECK_FALSE(change(false));
  CHECK_FALSE(is_revoked());
  CHECK(storage->token_by_hash(never.hash).error().code == ErrorCode::not_found);
  checked(change(true));
  CHECK(is_revoked());
  CHECK(checked(storage->token_by_hash(never.hash)).name == "Never");
}

ON_EACH_DATABASE("an act and its entry in the audit log") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto acts = [&] {
    std::string all;
    for (const AuditEntry& entry : checked(storage->audits({}))) all += entry.action + " of " + std::to_string(entry.project) + " ";
    return all;
  };
  AuditEntry entry = an_act("project.create");
  const Project made = checked(audited(*storage, entry, [&](AuditEntry& written) {
    auto project = storage->create_project("Pilot");
    if (project) written.project = project->id;
    return project;
  }));
  CHECK(entry.project == made.id);
  const std::string of_making = "project.create of " + std::to_string(made.id) + " ";
  CHECK(acts() == of_making);
  CHECK(audited(*storage, an_act("project.create"), [&] { return storage->create_project("Pilot"); }).error().code == ErrorCode::conflict);
  CHECK(acts() == of_making);

  const Account ana = checked(storage->create_account({.email = "ana@example.org", .name = "Ana", .password = {}}));
  const auto grant = [&] { return storage->grant(ana.actor.id, {.project = made.id, .role = Role::viewer}); };
  CHECK(checked(audited(*storage, an_act("user.assignment.create"), grant)));
  CHECK(acts() == "user.assignment.create of 0 " + of_making);
  CHECK_FALSE(checked(audited(*storage, an_act("user.assignment.create"), grant))); // was so already: nothing to tell
  CHECK(acts() == "user.assignment.create of 0 " + of_making);
}
