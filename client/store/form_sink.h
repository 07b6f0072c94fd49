// Where the downloader puts the questionnaires of a project: sync::FormSink on the form library. A form becomes the current one only
// when it is whole and the engine can run it.
#pragma once

#include "client/store/form_library.h"
#include "client/store/ids.h"
#include "client/store/store.h"
#include "sync/uploader/form_downloader.h"

namespace pilotage::store {

class LibraryFormSink final : public sync::FormSink {
public:
  LibraryFormSink(Store& store, ProjectId project) : store_(store), project_(project) {}

  Result<std::optional<sync::StoredForm>> stored(const std::string& form_id) override;
  std::filesystem::path staging_folder() override;
  Result<void> store(sync::DownloadedForm form) override;

private:
  Store& store_;
  ProjectId project_;
};

} // namespace pilotage::store
