#include "sync/endpoint/stored_file_response.h"

#include <algorithm>

#include "sync/protocol/multipart_writer.h"

namespace pilotage::endpoint {

Response form_file_response(const Service& service, const Request& request, const std::vector<FormFile>& files) {
  const auto file = std::ranges::find(files, request.capture("name"), &FormFile::name);
  if (file == files.end()) return text_response(404, "This form has no such file.");
  const std::string etag = "W/\"" + file->sha256 + "\"";
  if (request.header("If-None-Match").find(etag) != std::string_view::npos)
    return Response{.status = 304, .headers = {{"ETag", etag}}, .body = {}, .file = {}};
  const auto opened = service.files.open_file(file->sha256);
  if (!opened) return failure_response(service, opened.error());
  Response response{.status = 200, .headers = {}, .body = {}, .file = OpenFile(opened->descriptor, opened->size)};
  response.with("Content-Type", sync::content_type_of(file->name)).with("ETag", etag).with("X-Content-Type-Options", "nosniff");
  return response;
}

} // namespace pilotage::endpoint
