// The bytes of one POST or PATCH on their way into a staged upload. What has come stays, however the connection ends; only bytes whose
// checksum is wrong are taken back.
#pragma once

#include <memory>
#include <optional>

#include "sync/endpoint/http/exchange.h"
#include "sync/endpoint/service.h"
#include "sync/endpoint/upload_staging.h"
#include "sync/protocol/tus.h"

namespace pilotage::endpoint {

class UploadExchange : public Exchange {
public:
  struct Plan {
    std::shared_ptr<StagedUpload> upload;
    std::uint64_t offset = 0; // where the bytes begin
    std::optional<sync::UploadChecksum> checksum;
    bool known = false;   // its submission has these bytes already: what comes is thrown away
    std::string location; // of a new upload, for POST; "" for PATCH
  };
  UploadExchange(const Service& service, Plan plan);

  std::optional<Response> receive(std::string_view piece) override;
  void finish(Reply reply) override;

private:
  std::optional<Response> check();
  void conclude(const Reply& reply);
  Response accepted(std::uint64_t offset) const;

  const Service& service_;
  const Plan plan_;
  std::uint64_t received_ = 0;
  std::optional<sync::Hasher> hasher_;
};

// The status and sentence for what went wrong with an upload's files.
Response upload_failure(const Service& service, const Error& error);

} // namespace pilotage::endpoint
