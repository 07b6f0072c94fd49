// The dictionaries of the forms that batches are packed with (sync/protocol/form_dictionary.h), kept ready: to make one, the whole form is
// read. Any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

#include "sync/endpoint/storage/storage.h"
#include "sync/protocol/form_dictionary.h"

namespace pilotage::endpoint {

class FormDictionaries {
public:
  explicit FormDictionaries(Storage& storage) : storage_(storage) {}

  // Error: not_found, where the project has no such form or version, or its dictionary is another one than is named.
  Result<std::shared_ptr<const std::string>> find(ProjectId project, const sync::DictionaryName& name);

private:
  struct Made {
    std::string sha256;
    std::shared_ptr<const std::string> bytes;
  };
  using Key = std::tuple<ProjectId, std::string, std::string>;

  Storage& storage_;
  std::mutex mutex_;
  std::map<Key, Made> made_;

  Result<Made> make(ProjectId project, const sync::DictionaryName& name) const;
};

} // namespace pilotage::endpoint
