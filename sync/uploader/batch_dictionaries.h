// The dictionaries that batches are packed with, one for each form, made when the first batch of the form goes. For this folder only; one
// thread at a time.
#pragma once

#include "sync/uploader/outbox.h"

#include <map>
#include <string>
#include <utility>

namespace pilotage::sync {

struct BatchDictionary {
  std::string bytes = {}; // "": none
  std::string name = {};  // as its header has it
};

class BatchDictionaries {
public:
  explicit BatchDictionaries(Outbox& outbox) : outbox_(outbox) {}

  // Of the item's form. An Error is the outbox's.
  Result<BatchDictionary> of(const OutboxItem& item);
  // The server does not have that one: none from now on.
  void refuse(const OutboxItem& item);
  // What the server refused is tried again.
  void forget() { made_.clear(); }

private:
  using Form = std::pair<std::string, std::string>; // id and version

  Outbox& outbox_;
  std::map<Form, BatchDictionary> made_;
};

} // namespace pilotage::sync
