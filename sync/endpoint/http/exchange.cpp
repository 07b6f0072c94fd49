#include "sync/endpoint/http/exchange.h"

#include <fmt/format.h>

#include "sync/endpoint/http/held_body.h"

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
  WithBody(const BodyResource& resource, const RunElsewhere& run, const Request& request, std::size_t limit)
      : resource_(resource), run_(run), request_(request), limit_(limit), body_(request.body_memory) {}

  std::optional<Response> receive(std::string_view piece) override {
    if (body_.bytes().size() + piece.size() > limit_) return text_response(413, fmt::format("The body may have {} bytes at most.", limit_));
    if (!body_.append(piece)) return busy_response();
    return std::nullopt;
  }
  void finish(Reply reply) override {
    if (!run_) return reply(resource_(request_, body_.bytes()));
    run_([this, reply = std::move(reply)] { reply(resource_(request_, body_.bytes())); });
  }

private:
  const BodyResource& resource_;
  const RunElsewhere& run_;
  const Request& request_;
  std::size_t limit_;
  HeldBody body_;
};

using Dress = std::function<Response(Response)>;

class Dressed : public Exchange {
public:
  Dressed(std::unique_ptr<Exchange> inside, const Dress& dress) : inside_(std::move(inside)), dress_(dress) {}

  std::optional<Response> receive(std::string_view piece) override {
    auto early = inside_->receive(piece);
    if (!early) return std::nullopt;
    return dress_(std::move(*early));
  }
  void finish(Reply reply) override {
    inside_->finish([this, reply = std::move(reply)](Response response) { reply(dress_(std::move(response))); });
  }

private:
  std::unique_ptr<Exchange> inside_;
  const Dress& dress_;
};

} // namespace

Begin dressed(Begin begin, Dress dress) {
  return
      [begin = std::move(begin), dress = std::move(dress)](const Request& request) -> std::expected<std::unique_ptr<Exchange>, Response> {
        auto inside = begin(request);
        if (!inside) return std::unexpected(dress(std::move(inside.error())));
        return std::make_unique<Dressed>(std::move(*inside), dress);
      };
}

Begin answer(std::function<Response(const Request&)> resource) {
  return [resource = std::move(resource)](const Request& request) -> std::expected<std::unique_ptr<Exchange>, Response> {
    return std::make_unique<WithoutBody>(resource, request);
  };
}

Begin answer_with_body(std::size_t limit, Allow allow, BodyResource resource, RunElsewhere run) {
  return [limit, allow = std::move(allow), resource = std::move(resource),
          run = std::move(run)](const Request& request) -> std::expected<std::unique_ptr<Exchange>, Response> {
    if (auto refusal = allow(request)) return std::unexpected(std::move(*refusal));
    if (request.content_length.value_or(0) > limit)
      return std::unexpected(text_response(413, fmt::format("The body may have {} bytes at most.", limit)));
    return std::make_unique<WithBody>(resource, run, request, limit);
  };
}

} // namespace pilotage::endpoint
