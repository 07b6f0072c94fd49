// The XML of one submission, read strictly: what is accepted here can be read by every XML parser later. Bytes are never changed;
// only what the endpoint must know is taken from them.
//
// Immutable after read(). One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"

namespace pilotage::endpoint {

class SubmissionDocument {
public:
  // Errors: malformed (not well-formed XML in UTF-8, control characters, a DOCTYPE, no form id, no instanceID), limit_exceeded (too deep).
  static Result<SubmissionDocument> read(std::string_view xml);

  SubmissionDocument(SubmissionDocument&&) noexcept;
  SubmissionDocument& operator=(SubmissionDocument&&) noexcept;
  ~SubmissionDocument();

  const std::string& form_id() const;
  const std::string& version() const; // "" where there is none
  const std::string& instance_id() const;
  const std::string& deprecated_id() const; // "" where it corrects nothing
  bool encrypted() const;

  // The names of the attachments that belong to it: the values of these nodes ("/data/photo"), or, of an encrypted submission, its list of
  // media and its encrypted XML. Each name once. A value that no file can bear ("jr://images/x.png") is an answer, and awaits none. Error:
  // limit_exceeded (more names than a submission may have attachments).
  Result<std::vector<std::string>> file_names(const std::vector<std::string>& upload_paths) const;

private:
  struct Impl;
  explicit SubmissionDocument(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace pilotage::endpoint
