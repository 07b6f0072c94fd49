#include "sync/endpoint/http/exchange.h"

#include <fmt/format.h>

namespace pilotage::endpoint {

namespace {

class WithoutBody : public Exchange {
public:
  WithoutBody(const std::function<Response(const Request&)>& resource, const Request& request) : resource_(resource), request_(request) {}

  std::optional<Response> receive(std::string_view piece) override {
    seen_ += piece.size();
    if (seen_ > kIgnoredBody) return text_response(413, "This address takes no body.");
    return std::nullopt;
  }
  void finish(Reply reply) override { reply(resource_(request_)); }

private:
  static constexpr std::size_t kIgnoredBody = 64 * 1024;
  const std::function<Response(const Request&)>& resource_;
  const Request& request_;
  std::size_t seen_ = 0;
};

using BodyResource = std::function<Response(const Request&, std::string_view body)>;

class WithBody : public Exchange {
public:
  WithBody(const BodyResource& resource, const Request& request, std::size_t limit)
      : resource_(resource), request_(request), limit_(limit) {}

  std::optional<Response> receive(std::string_view piece) override {
    if (body_.size() + piece.size() > limit_) return text_response(413, fmt::format("The body may have {} bytes at most.", limit_));
    body_.append(piece);
    return std::nullopt;
  }
  void finish(Reply reply) override { reply(resource_(request_, body_)); }

private:
  const BodyResource& resource_;
  const Request& request_;
  std::size_t limit_;
  std::string body_;
};

} // namespace

Begin answer(std::function<Response(const Request&)> resource) {
  return [resource = std::move(resource)](const Request& request) -> std::expected<std::unique_ptr<Exchange>, Response> {
    return std::make_unique<WithoutBody>(resource, request);
  };
}

Begin answer_with_body(std::size_t limit, Allow allow, BodyResource resource) {
  return [limit, allow = std::move(allow),
          resource = std::move(resource)](const Request& request) -> std::expected<std::unique_ptr<Exchange>, Response> {
    if (auto refusal = allow(request)) return std::unexpected(std::move(*refusal));
    if (request.content_length.value_or(0) > limit)
      return std::unexpected(text_response(413, fmt::format("The body may have {} bytes at most.", limit)));
    return std::make_unique<WithBody>(resource, request, limit);
  };
}

} // namespace pilotage::endpoint
