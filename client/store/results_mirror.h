// Submissions that a coordinator has pulled, by endpoint and form, with the cursor after which the next pull goes on. Rows and cursor
// are written in one transaction: a pull that breaks off leaves both as they were. XML is sealed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/store/store.h"

namespace pilotage::store {

struct MirroredAttachment {
  std::string name;
  std::string sha256; // "" while the endpoint has not received it
  std::int64_t size = 0;
};

struct MirroredSubmission {
  std::string instance_id;
  std::int64_t sequence = 0;
  std::string form_version;
  std::string xml;
  std::string received_at; // ISO 8601, as the endpoint gives it
  std::vector<MirroredAttachment> attachments = {};
};

class ResultsMirror {
public:
  explicit ResultsMirror(Store& store) : store_(store) {}

  // What the endpoint is to be asked to go on after; "" in the beginning.
  Result<std::string> cursor(std::string_view source, std::string_view form_id) const;
  // Adds what was pulled and moves the cursor; a submission with a known instance id replaces the older one. Says how many were new.
  Result<int> add(std::string_view source, std::string_view form_id, std::span<const MirroredSubmission> submissions,
                  std::string_view cursor);
  // In the order of the endpoint's sequence.
  Result<std::vector<MirroredSubmission>> submissions(std::string_view source, std::string_view form_id) const;
  Result<int> count(std::string_view source, std::string_view form_id) const;

  struct Holding {
    std::string source;
    std::string form_id;
    int submissions = 0;
    std::int64_t pulled_at = 0;
  };
  Result<std::vector<Holding>> holdings() const;

  // The XForm that the columns of the export come from: the version that the endpoint has published last.
  Result<void> keep_form(std::string_view source, std::string_view form_id, std::string_view xform);
  Result<std::string> form(std::string_view source, std::string_view form_id) const; // not_found

private:
  Store& store_;
};

} // namespace pilotage::store
