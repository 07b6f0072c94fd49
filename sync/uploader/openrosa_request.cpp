#include "sync/uploader/openrosa_request.h"

#include "sync/protocol/headers.h"
#include "sync/protocol/http_date.h"

namespace pilotage::sync {

HttpRequest openrosa_request(std::string method, std::string url, std::int64_t now) {
  HttpRequest request{.method = std::move(method), .url = std::move(url)};
  request.headers = {{kOpenRosaVersionHeader, kOpenRosaVersion}, {"Date", http_date(now)}};
  return request;
}

} // namespace pilotage::sync
