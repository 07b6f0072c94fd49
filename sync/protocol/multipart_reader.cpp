#include "sync/protocol/multipart_reader.h"

#include <algorithm>

#include "sync/protocol/mime_parameters.h"

namespace pilotage::sync {

namespace {

constexpr std::size_t kLongestBoundary = 200; // RFC 2046 says 70; some clients write more

Result<MultipartHeader> part_header(std::string_view block) {
  MultipartHeader header;
  bool disposed = false;
  while (!block.empty()) {
    const auto end = block.find("\r\n");
    const std::string_view line = block.substr(0, end);
    block = end == std::string_view::npos ? std::string_view{} : block.substr(end + 2);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0)
      return fail(ErrorCode::malformed, "A part of the form has a header line without a colon.");
    const std::string_view value = trim(line.substr(colon + 1));
    if (equal_ignoring_case(line.substr(0, colon), "content-disposition")) {
      const MimeValue disposition = parse_mime_value(value);
      if (!equal_ignoring_case(disposition.value, "form-data")) return fail(ErrorCode::malformed, "A part of the form is not form-data.");
      disposed = disposition.parameters.contains("name");
      if (disposed) header.name = disposition.parameters.at("name");
      if (const auto file = disposition.parameters.find("filename"); file != disposition.parameters.end()) header.filename = file->second;
    } else if (equal_ignoring_case(line.substr(0, colon), "content-type")) {
      header.content_type = value;
    }
  }
  if (!disposed) return fail(ErrorCode::malformed, "A part of the form has no name (Content-Disposition: form-data; name=\"…\").");
  return header;
}

} // namespace

MultipartReader::MultipartReader(std::string delimiter, MultipartLimits limits)
    : delimiter_(std::move(delimiter)), limits_(limits), pending_("\r\n") {} // the first delimiter may open the body

Result<MultipartReader> MultipartReader::create(std::string_view content_type, MultipartLimits limits) {
  const MimeValue type = parse_mime_value(content_type);
  if (!equal_ignoring_case(type.value, "multipart/form-data"))
    return fail(ErrorCode::unsupported, "The body must be multipart/form-data, with the response in a part named xml_submission_file.");
  const auto boundary = type.parameters.find("boundary");
  if (boundary == type.parameters.end() || boundary->second.empty() || boundary->second.size() > kLongestBoundary)
    return fail(ErrorCode::malformed, "The Content-Type names no usable boundary between the parts.");
  return MultipartReader("\r\n--" + boundary->second, limits);
}

Result<void> MultipartReader::feed(std::string_view bytes, MultipartSink& sink) {
  if (state_ == State::failed) return fail(ErrorCode::malformed, "The body was refused already.");
  if (state_ == State::epilogue) return {};
  pending_.append(bytes);
  while (true) {
    const Result<bool> went_on = step(sink);
    if (!went_on) {
      state_ = State::failed;
      return std::unexpected(went_on.error());
    }
    if (!*went_on) return {};
  }
}

Result<void> MultipartReader::finish() const {
  if (state_ == State::epilogue) return {};
  return fail(ErrorCode::malformed, "The body ends before its last part is complete. Send it again.");
}

Result<bool> MultipartReader::step(MultipartSink& sink) {
  switch (state_) {
  case State::preamble: return skip_preamble();
  case State::after_delimiter: return read_delimiter_end();
  case State::headers: return read_headers(sink);
  case State::body: return read_body(sink);
  case State::epilogue: pending_.clear(); return false;
  case State::failed: break;
  }
  return fail(ErrorCode::malformed, "The body was refused already.");
}

bool MultipartReader::skip_preamble() {
  const auto at = pending_.find(delimiter_);
  if (at == std::string::npos) {
    if (pending_.size() >= delimiter_.size()) pending_.erase(0, pending_.size() - (delimiter_.size() - 1));
    return false;
  }
  pending_.erase(0, at + delimiter_.size());
  state_ = State::after_delimiter;
  return true;
}

// After a delimiter stand "--" (the end) or, after optional blanks, a line break.
Result<bool> MultipartReader::read_delimiter_end() {
  if (pending_.starts_with("--")) {
    state_ = State::epilogue;
    return true;
  }
  const auto text = pending_.find_first_not_of(" \t");
  if (std::min(text, pending_.size()) > limits_.header_bytes)
    return fail(ErrorCode::limit_exceeded, "A boundary line of the form is too long.");
  if (text == std::string::npos || pending_.size() - text < 2) return false;
  if (pending_.compare(text, 2, "\r\n") != 0)
    return fail(ErrorCode::malformed, "A boundary between the parts is followed by something else.");
  if (++parts_ > limits_.parts)
    return fail(ErrorCode::limit_exceeded, "The form has too many parts. Send the attachments in several posts.");
  pending_.erase(0, text); // keeps the line break: a part without headers starts with an empty line
  state_ = State::headers;
  return true;
}

Result<bool> MultipartReader::read_headers(MultipartSink& sink) {
  const auto end = pending_.find("\r\n\r\n");
  const std::size_t least = pending_.size() - std::min<std::size_t>(pending_.size(), 3); // three bytes of the end may be there already
  if (std::min(end, least) > limits_.header_bytes)
    return fail(ErrorCode::limit_exceeded, "The headers of a part of the form are too long.");
  if (end == std::string::npos) return false;
  auto header = part_header(end == 0 ? std::string_view{} : std::string_view(pending_).substr(2, end - 2));
  if (!header) return std::unexpected(header.error());
  if (auto taken = sink.begin_part(*header); !taken) return std::unexpected(taken.error());
  pending_.erase(0, end + 4);
  state_ = State::body;
  return true;
}

Result<bool> MultipartReader::read_body(MultipartSink& sink) {
  const auto at = pending_.find(delimiter_);
  const std::size_t ready = at != std::string::npos ? at : pending_.size() - std::min(pending_.size(), delimiter_.size() - 1);
  if (ready > 0) {
    if (auto taken = sink.part_bytes(std::string_view(pending_).substr(0, ready)); !taken) return std::unexpected(taken.error());
  }
  if (at == std::string::npos) {
    pending_.erase(0, ready);
    return false;
  }
  if (auto taken = sink.end_part(); !taken) return std::unexpected(taken.error());
  pending_.erase(0, at + delimiter_.size());
  state_ = State::after_delimiter;
  return true;
}

} // namespace pilotage::sync
