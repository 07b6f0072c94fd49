#include "sync/protocol/submission_response.h"

#include "sync/protocol/json_bounds.h"
#include "sync/protocol/names.h"
#include "sync/protocol/xml_text.h"

namespace pilotage::sync {

namespace {

constexpr std::size_t kMaxEnvelopeBytes = std::size_t{1} << 20;
constexpr std::size_t kMaxMessageBytes = 2'000;
constexpr std::size_t kMaxShownBytes = 500;
constexpr JsonBounds kErrorBounds{.max_bytes = kMaxEnvelopeBytes, .max_values = 10'000};

// At most `most` bytes, not cut inside a character.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text;
}

std::string attribute(pugi::xml_node node, const char* name) { return cut(node.attribute(name).value(), kMaxMessageBytes); }

void write_attribute(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out += " ";
  out += name;
  out += "=\"" + escape_xml(value) + "\"";
}

// White space becomes single spaces, control characters go.
std::string one_line(std::string_view text) {
  std::string line;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f) {
      if (!line.empty() && line.back() != ' ') line += ' ';
    } else {
      line += c;
    }
  }
  while (line.ends_with(' ')) line.pop_back();
  return cut(std::move(line), kMaxShownBytes);
}

std::string text_of_json(std::string_view body) {
  auto answer = parse_json(body, kErrorBounds, "answer");
  if (!answer) return {};
  // ODK Central and our endpoint say "message"; Django REST framework, which KoboToolbox is built on, says "detail".
  for (const char* name : {"message", "detail", "error"})
    if (auto text = string_member(*answer, name); !text.empty()) return text;
  return {};
}

} // namespace

std::string write_submission_response(const SubmissionResponse& response) {
  std::string out = "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"><message nature=\"" + escape_xml(response.nature) +
                    "\">" + escape_xml(response.message) + "</message>";
  if (!response.instance_id.empty()) {
    out += "<submissionMetadata xmlns=\"http://www.openrosa.org/xforms\"";
    write_attribute(out, "id", response.form_id);
    write_attribute(out, "version", response.form_version);
    write_attribute(out, "instanceID", response.instance_id);
    write_attribute(out, "submissionDate", response.submitted_at);
    out += "/>";
  }
  return out + "</OpenRosaResponse>\n";
}

Result<SubmissionResponse> read_submission_response(std::string_view xml) {
  pugi::xml_document document;
  if (auto parsed = parse_xml(document, xml, kMaxEnvelopeBytes, "answer to the submission", ""); !parsed)
    return std::unexpected(parsed.error());
  const auto root = document.document_element();
  if (local_name(root) != "OpenRosaResponse") return fail(ErrorCode::malformed, "The answer is not an OpenRosaResponse.");

  SubmissionResponse response;
  response.message = cut(text_of_child(root, "message"), kMaxMessageBytes);
  response.nature = attribute(child(root, "message"), "nature");
  const auto metadata = child(root, "submissionMetadata");
  response.form_id = attribute(metadata, "id");
  response.form_version = attribute(metadata, "version");
  response.instance_id = attribute(metadata, "instanceID");
  response.submitted_at = attribute(metadata, "submissionDate");
  return response;
}

bool is_word_of_server(std::string_view body) {
  const auto first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  if (body[first] != '{') return read_submission_response(body).has_value();
  const auto answer = parse_json(body, kErrorBounds, "answer");
  if (!answer) return false;
  const auto code = answer->find("code");
  const bool numbered = code != answer->end() && code->is_number();
  return (numbered && !string_member(*answer, "message").empty()) || !string_member(*answer, "detail").empty();
}

std::string message_for_people(std::string_view body) {
  if (body.empty() || body.size() > kMaxEnvelopeBytes || !is_utf8(body)) return {};
  const auto first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  body.remove_prefix(first);
  if (body.front() == '{') return one_line(text_of_json(body));
  if (body.front() == '<') {
    auto envelope = read_submission_response(body);
    return envelope ? one_line(envelope->message) : std::string();
  }
  return body.size() <= kMaxShownBytes ? one_line(body) : std::string();
}

} // namespace pilotage::sync
