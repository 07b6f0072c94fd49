// When a token last brought something new.
#include <algorithm>
#include <future>

#include "sync/endpoint/storage/databases.h"
#include "sync/endpoint/storage/samples.h"

using namespace pilotage;
using namespace pilotage::tests;
using namespace pilotage::endpoint;

namespace {

std::optional<std::int64_t> last_used(Storage& storage, ProjectId project, const AccessToken& token) {
  for (const AccessToken& one : checked(storage.tokens(project)))
    if (one.id == token.id) return one.last_used_at;
  return std::nullopt;
}

NewSubmission from(const AccessToken& token, NewSubmission submission) {
  submission.token_id = token.id;
  return submission;
}

} // namespace

ON_EACH_DATABASE("a token was last used when its last new submission was stored") {
  if (!Database::available()) return;
  const Database database;
  const auto storage = database.open();
  const auto project = checked(storage->create_project("Pilot")).id;
  const auto other_project = checked(storage->create_project("Other")).id;
  checked(storage->publish_form(a_form(project)));
  const AccessToken laptop = a_token(project, "Laptop");
  const AccessToken phone = a_token(project, "Phone");
  const AccessToken stranger = a_token(other_project, "Stranger");
  for (const AccessToken& token : {laptop, phone, stranger}) checked(storage->add_token(token));
  CHECK_FALSE(last_used(*storage, project, laptop));

  const auto first = checked(submit(*storage, from(laptop, a_submission(project, 1))));
  CHECK(last_used(*storage, project, laptop) == first.submitted_at);
  CHECK_FALSE(last_used(*storage, project, phone));
  // The same again, by another, and other content under the same id bring nothing new.
  CHECK(checked(submit(*storage, from(phone, a_submission(project, 1)))).outcome == Stored::again);
  CHECK(checked(submit(*storage, from(phone, a_submission(project, 1, "no")))).outcome == Stored::other_content);
  CHECK_FALSE(last_used(*storage, project, phone));

  // Many at once, from both: each has the moment of its own last one.
  std::vector<std::future<StoredSubmission>> stored;
  for (int i = 2; i <= 60; ++i) {
    auto promise = std::make_shared<std::promise<StoredSubmission>>();
    stored.push_back(promise->get_future());
    storage->submit(from(i % 2 == 0 ? laptop : phone, a_submission(project, i)),
                    [promise](Result<StoredSubmission> result) { promise->set_value(std::move(*result)); });
  }
  std::int64_t by_laptop = 0;
  std::int64_t by_phone = 0;
  for (int i = 2; i <= 60; ++i) {
    std::int64_t& last = i % 2 == 0 ? by_laptop : by_phone;
    last = std::max(last, stored[static_cast<std::size_t>(i - 2)].get().submitted_at);
  }
  CHECK(last_used(*storage, project, laptop) == by_laptop);
  CHECK(last_used(*storage, project, phone) == by_phone);
  CHECK_FALSE(last_used(*storage, other_project, stranger));
  CHECK(last_used(*database.open(), project, laptop) == by_laptop); // on disk
}
