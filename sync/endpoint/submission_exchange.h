// One post of a submission on its way in: parts stream to the attachment store, the XML is kept aside, and when all is there it is checked
// against the form and handed to the storage. Nothing is kept of a post that is refused.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sync/endpoint/access.h"
#include "sync/endpoint/http/exchange.h"
#include "sync/endpoint/http/held_body.h"
#include "sync/endpoint/service.h"
#include "sync/protocol/multipart_reader.h"

namespace pilotage::endpoint {

class SubmissionExchange : public Exchange, private sync::MultipartSink {
public:
  SubmissionExchange(const Service& service, Caller caller, sync::MultipartReader reader, const Request& request);

  std::optional<Response> receive(std::string_view piece) override;
  void finish(Reply reply) override;

protected:
  // What a post to a draft does otherwise.
  virtual std::expected<NewSubmission, Response> accept_xml(std::string xml);
  virtual void store(NewSubmission submission, Reply reply);

  // The files of this post that its XML does not name. They are kept with the response: ODK Collect sends all that lies in a response's
  // folder, also the photo of a repeat that was deleted, and would send a post that is refused again for ever.
  const std::vector<std::string>& unnamed() const { return unnamed_; }

private:
  enum class Part { none, xml, incomplete_mark, attachment };
  struct Attachment {
    std::string field;    // the part's name
    std::string filename; // what it calls its file; the field's name where it calls it nothing
    std::string content_type;
    std::unique_ptr<IncomingFile> file;
  };

  Result<void> begin_part(const sync::MultipartHeader& header) override;
  Result<void> part_bytes(std::string_view bytes) override;
  Result<void> end_part() override;

  // The record to store; takes the names of attachments from what the XML declares.
  std::expected<NewSubmission, Response> accept();
  std::optional<Response> match_attachments(NewSubmission& submission);
  static SubmissionFile* awaited(NewSubmission& submission, const std::string& name);
  Result<void> keep_attachments();

  const Service& service_;
  const Caller caller_;
  sync::MultipartReader reader_;
  const std::string device_id_;
  std::uint64_t received_ = 0;
  Part part_ = Part::none;
  bool has_xml_ = false;
  HeldBody xml_;
  std::vector<Attachment> attachments_;
  std::vector<std::string> unnamed_;
};

} // namespace pilotage::endpoint
