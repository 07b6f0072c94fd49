#include "sync/endpoint/form_dictionaries.h"

#include "sync/protocol/content_hash.h"

namespace pilotage::endpoint {

namespace {

constexpr std::size_t kMostDictionaries = 64; // of 64 KB at most

} // namespace

Result<std::shared_ptr<const std::string>> FormDictionaries::find(ProjectId project, const sync::DictionaryName& name) {
  const Key key{project, name.form_id, name.form_version};
  std::unique_lock lock(mutex_);
  auto found = made_.find(key);
  if (found == made_.end()) {
    lock.unlock();
    auto made = make(project, name);
    if (!made) return std::unexpected(made.error());
    lock.lock();
    if (made_.size() >= kMostDictionaries) made_.clear();
    found = made_.insert_or_assign(key, *std::move(made)).first; // a published version never changes
  }
  if (found->second.sha256 == name.sha256) return found->second.bytes;
  return fail(ErrorCode::not_found, "This server makes another dictionary of this form.");
}

Result<FormDictionaries::Made> FormDictionaries::make(ProjectId project, const sync::DictionaryName& name) const {
  const auto form = storage_.form_version(project, name.form_id, name.form_version);
  if (!form) return std::unexpected(form.error());
  auto bytes = std::make_shared<const std::string>(sync::form_dictionary(form->xform));
  return Made{.sha256 = sync::sha256_hex(*bytes), .bytes = std::move(bytes)};
}

} // namespace pilotage::endpoint
