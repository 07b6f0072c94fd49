#include "sync/endpoint/upload_exchange.h"

#include <fmt/format.h>

#include "sync/endpoint/upload_completion.h"
#include "sync/protocol/headers.h"
#include "sync/protocol/http_date.h"

namespace pilotage::endpoint {

UploadExchange::UploadExchange(const Service& service, Plan plan) : service_(service), plan_(std::move(plan)) {
  if (plan_.checksum) hasher_.emplace(plan_.checksum->kind);
}

std::optional<Response> UploadExchange::receive(std::string_view piece) {
  if (plan_.known) return std::nullopt;
  if (piece.size() > plan_.upload->record().length - plan_.offset - received_)
    return text_response(413, fmt::format("The upload has {} bytes; this request brings more.", plan_.upload->record().length));
  if (auto taken = plan_.upload->append(piece); !taken) return upload_failure(service_, taken.error());
  received_ += piece.size();
  if (hasher_) hasher_->add(piece);
  return std::nullopt;
}

void UploadExchange::finish(Reply reply) {
  service_.workers.post([this, reply = std::move(reply)] { conclude(reply); });
}

std::optional<Response> UploadExchange::check() {
  if (!hasher_ || plan_.known || hasher_->finish() == plan_.checksum->hex) return std::nullopt;
  if (!plan_.location.empty())
    plan_.upload->remove();
  else if (auto cut = plan_.upload->cut_back(plan_.offset); !cut)
    return upload_failure(service_, cut.error());
  return text_response(sync::kChecksumMismatch, "The bytes do not have the checksum of the header. They are dropped; send them again.");
}

void UploadExchange::conclude(const Reply& reply) {
  if (auto refused = check()) return reply(std::move(*refused));
  const bool is_new = !plan_.location.empty();
  const auto on_disk = is_new ? plan_.upload->make_durable() : plan_.upload->sync();
  if (!on_disk) return reply(upload_failure(service_, on_disk.error()));
  const std::uint64_t offset = plan_.offset + received_;
  const std::uint64_t length = plan_.upload->record().length;
  if (offset < length && !plan_.known) return reply(accepted(offset));
  const auto complete = plan_.known ? &complete_known_upload : &complete_upload;
  complete(service_, plan_.upload, [this, length, reply](std::expected<std::string, Response> receipt) {
    if (!receipt) return reply(std::move(receipt.error()));
    Response response = accepted(length);
    response.with(sync::kReceiptHeader, *receipt);
    reply(std::move(response));
  });
}

Response UploadExchange::accepted(std::uint64_t offset) const {
  Response response{.status = plan_.location.empty() ? 204 : 201, .headers = {}, .body = {}, .file = {}};
  if (!plan_.location.empty()) response.with("Location", plan_.location);
  response.with(sync::kUploadOffsetHeader, std::to_string(offset));
  response.with(sync::kUploadExpiresHeader, sync::http_date(plan_.upload->expires_at()));
  return response;
}

Response upload_failure(const Service& service, const Error& error) {
  switch (error.code) {
  case ErrorCode::not_found: return text_response(404, "There is no such upload, or it has expired. Begin anew.");
  case ErrorCode::conflict: return text_response(409, error.message);
  case ErrorCode::malformed:
  case ErrorCode::unsupported: return text_response(400, error.message);
  case ErrorCode::limit_exceeded: return text_response(413, error.message);
  default: return failure_response(service, error);
  }
}

} // namespace pilotage::endpoint
