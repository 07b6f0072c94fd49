// A library of forms in a folder: what it was given last, by form id.
#pragma once

#include "sync/protocol/content_hash.h"
#include "sync/uploader/form_downloader.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <string>

namespace pilotage::tests {

class FolderLibrary final : public sync::FormSink {
public:
  explicit FolderLibrary(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_ / "staging");
  }

  std::map<std::string, std::string> xml;
  std::map<std::string, std::map<std::string, std::string>> media;  // form -> name -> content
  std::map<std::string, std::map<std::string, std::string>> listed; // form -> name -> the manifest's hash
  std::map<std::string, std::string> versions;                      // as an XML would have them
  int stores = 0;
  std::optional<Error> refusal;
  std::function<void()> before_store; // what happens between the download and store()

  Result<std::optional<sync::StoredForm>> stored(const std::string& form_id) override {
    if (!xml.contains(form_id)) return std::nullopt;
    sync::StoredForm form{.version = versions[form_id], .md5 = sync::md5_hex(xml[form_id])};
    for (const auto& [name, content] : media[form_id])
      form.media.push_back({.name = name, .md5 = sync::md5_hex(content), .listed_md5 = listed[form_id][name]});
    return form;
  }
  std::filesystem::path staging_folder() override { return folder_ / "staging"; }
  Result<void> store(sync::DownloadedForm form) override {
    if (before_store) before_store();
    if (refusal) return std::unexpected(*refusal);
    ++stores;
    const auto& id = form.form.form_id;
    if (!form.xml.empty()) xml[id] = form.xml;
    versions[id] = form.form.version;
    std::map<std::string, std::string> now;
    listed[id].clear();
    for (const auto& kept : form.unchanged_media) {
      now[kept.name] = media[id].at(kept.name);
      listed[id][kept.name] = kept.listed_md5;
    }
    for (const auto& file : form.media) {
      std::ifstream in(file.file, std::ios::binary);
      now[file.name] = {std::istreambuf_iterator<char>(in), {}};
      listed[id][file.name] = file.listed_md5;
    }
    media[id] = now;
    return {};
  }
  bool staging_is_empty() const { return std::filesystem::is_empty(folder_ / "staging"); }

private:
  std::filesystem::path folder_;
};

} // namespace pilotage::tests
