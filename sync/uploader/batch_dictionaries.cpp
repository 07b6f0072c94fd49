#include "sync/uploader/batch_dictionaries.h"

#include "sync/protocol/content_hash.h"
#include "sync/protocol/form_dictionary.h"

namespace pilotage::sync {

Result<BatchDictionary> BatchDictionaries::of(const OutboxItem& item) {
  const Form form{item.form_id, item.form_version};
  if (const auto found = made_.find(form); found != made_.end()) return found->second;
  const auto xml = outbox_.form_xml(item.id);
  if (!xml) return std::unexpected(xml.error());
  BatchDictionary made;
  if (*xml) made.bytes = form_dictionary(**xml);
  if (!made.bytes.empty())
    made.name = write_dictionary_name({.form_id = item.form_id, .form_version = item.form_version, .sha256 = sha256_hex(made.bytes)});
  return made_.emplace(form, std::move(made)).first->second;
}

void BatchDictionaries::refuse(const OutboxItem& item) { made_[{item.form_id, item.form_version}] = {}; }

} // namespace pilotage::sync
