#include "faults/day/reckoning.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "client/store/attachments.h"
#include "client/store/response.h"
#include "support/or_throw.h"
#include "sync/endpoint/data_directory.h"
#include "sync/protocol/content_hash.h"
#include "sync/uploader/uploader.h"

namespace pilotage::day {

using tests::or_throw;

namespace {

// What the endpoint has, by instance.
class Arrived {
public:
  Arrived(const std::filesystem::path& data, Reckoning& reckoning) : data_(or_throw(endpoint::DataDirectory::open(data))) {
    for (std::int64_t position = 0;;) {
      auto page = or_throw(data_.storage->submissions_after(1, "", position, 500, std::size_t{8} << 20));
      if (page.empty()) return;
      for (auto& submission : page) {
        if (submission.position <= position)
          reckoning.faults.push_back("the endpoint's sequence does not grow at " + submission.instance_id);
        position = submission.position;
        const std::string id = submission.instance_id;
        if (!by_instance_.emplace(id, std::move(submission)).second) reckoning.faults.push_back(id + " is at the endpoint more than once");
      }
    }
  }

  const endpoint::Submission* find(const std::string& instance) const {
    const auto found = by_instance_.find(instance);
    return found == by_instance_.end() ? nullptr : &found->second;
  }
  std::size_t size() const { return by_instance_.size(); }

  // "" when it is not there.
  std::string content(const std::string& sha256) const {
    const auto opened = data_.files->open_file(sha256);
    if (!opened) return {};
    std::string bytes(opened->size, '\0');
    std::size_t done = 0;
    for (long got = 1; got > 0 && done < bytes.size(); done += static_cast<std::size_t>(std::max(got, 0L)))
      got = ::read(opened->descriptor, bytes.data() + done, bytes.size() - done);
    ::close(opened->descriptor);
    return bytes;
  }

private:
  endpoint::DataDirectory data_;
  std::map<std::string, endpoint::Submission> by_instance_;
};

// What is wrong with one response, or "".
std::string fault_of(store::Store& store, const store::Response& response, const Arrived& arrived, Reckoning& reckoning) {
  store::Responses responses(store);
  if (response.state != store::ResponseState::confirmed)
    return "is " + std::string(store::name(response.state)) + " and not confirmed: " + response.problem;
  const auto* there = arrived.find(response.instance_id);
  if (there == nullptr) return "is confirmed and not at the endpoint";
  const std::string xml = or_throw(responses.frozen_xml(response.id));
  if (there->xml != xml || there->sha256 != sync::sha256_hex(xml)) return "has other bytes at the endpoint";
  const auto receipt = or_throw(responses.receipt(response.id));
  if (!receipt || receipt->content_hash != there->sha256) return "has a receipt for other bytes";
  const auto files = or_throw(store::ResponseAttachments(store).list(response.id));
  if (files.size() != there->files.size()) return "has " + std::to_string(there->files.size()) + " files at the endpoint";
  for (const auto& file : files) {
    const auto found = std::ranges::find(there->files, file.name, &endpoint::SubmissionFile::name);
    if (found == there->files.end() || found->sha256 != file.hash) return "lacks its file " + file.name + " at the endpoint";
    const std::string content = or_throw(store::ResponseAttachments(store).content(response.id, file.name));
    if (arrived.content(file.hash) != content) return "has other bytes in its file " + file.name + " at the endpoint";
    ++reckoning.files;
    if (content.size() > sync::UploaderOptions().small_bytes) ++reckoning.large_files;
    reckoning.bytes += content.size();
  }
  reckoning.bytes += xml.size();
  return {};
}

void reckon_laptop(const LaptopBooks& laptop, const Arrived& arrived, Reckoning& reckoning) {
  auto store = or_throw(store::Store::open(laptop.data));
  std::set<std::string> there;
  for (const auto& response : or_throw(store::Responses(store).list())) {
    if (response.state == store::ResponseState::draft) continue;
    there.insert(response.instance_id);
    ++reckoning.responses;
    if (const auto fault = fault_of(store, response, arrived, reckoning); !fault.empty())
      reckoning.faults.push_back(response.instance_id + " of " + laptop.data.string() + " " + fault);
  }
  for (const auto& instance : laptop.acknowledged)
    if (!there.contains(instance)) reckoning.faults.push_back(instance + " was acknowledged and is not in " + laptop.data.string());
}

// Complete uploads stay as receipts until they expire.
std::size_t complete_uploads(const std::filesystem::path& endpoint_data) {
  const std::filesystem::recursive_directory_iterator all(endpoint_data / "uploads");
  return static_cast<std::size_t>(std::ranges::count_if(all, [](const auto& entry) { return entry.path().filename() == "receipt"; }));
}

} // namespace

Reckoning reckon(const std::filesystem::path& endpoint_data, const std::vector<LaptopBooks>& laptops) {
  Reckoning reckoning;
  const Arrived arrived(endpoint_data, reckoning);
  for (const auto& laptop : laptops) reckon_laptop(laptop, arrived, reckoning);
  if (arrived.size() != reckoning.responses)
    reckoning.faults.push_back("the endpoint has " + std::to_string(arrived.size()) + " submissions, the laptops " +
                               std::to_string(reckoning.responses));
  reckoning.uploads = complete_uploads(endpoint_data);
  if (reckoning.large_files > 0 && reckoning.uploads == 0) reckoning.faults.emplace_back("no large file came by tus");
  return reckoning;
}

} // namespace pilotage::day
