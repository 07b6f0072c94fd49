#include "forms/model/xml_reader.h"

#include <algorithm>

#include "forms/model/xml_encoding.h"
#include "forms/xpath/characters.h"
#include "forms/xpath/name_hash.h"

namespace pilotage::forms {

namespace {

constexpr std::size_t kMaxDepth = 500;

bool starts_name(char c) { return xpath::is_name_byte(c) && c != '-' && c != '.' && c != ':' && !(c >= '0' && c <= '9'); }

} // namespace

XmlReader::XmlReader(std::string_view document, std::string what) : what_(std::move(what)) {
  auto utf8 = to_utf8(document);
  if (!utf8) {
    pending_ = Pending::failure;
    error_ = std::move(utf8.error());
    error_.where = what_;
    return;
  }
  document_ = utf8->text;
  transcoded_ = std::move(utf8->converted);
}

Error XmlReader::error() const { return error_; }

int XmlReader::line() const { return 1 + static_cast<int>(std::ranges::count(document_.substr(0, at_), '\n')); }

Error XmlReader::error_here(ErrorCode code, std::string message) const {
  return Error{code, std::move(message), what_ + ", line " + std::to_string(line())};
}

XmlReader::Event XmlReader::fail(ErrorCode code, std::string message) {
  pending_ = Pending::failure;
  error_ = error_here(code, std::move(message));
  return Event::failed;
}

void XmlReader::skip_space() {
  while (at_ < document_.size() && xpath::is_xml_space(document_[at_])) ++at_;
}

std::optional<std::string_view> XmlReader::attribute(std::string_view name) const {
  for (const XmlAttribute& attribute : attributes_) {
    if (names_.qualified(attribute.name) == name) return attribute.value;
  }
  return std::nullopt;
}

XmlReader::Event XmlReader::next() {
  if (!decoded_.empty()) decoded_.clear();
  switch (pending_) {
  case Pending::nothing: break;
  case Pending::pop: leave_element(); break;
  case Pending::end_element: pending_ = Pending::pop; return Event::end_element;
  case Pending::failure: return Event::failed;
  }
  while (true) {
    if (at_ >= document_.size()) {
      if (!open_.empty()) return fail(ErrorCode::malformed, "The document ends before <" + std::string(qualified_name()) + "> is closed.");
      if (!seen_root_) return fail(ErrorCode::malformed, "The document holds no XML element.");
      return Event::end_document;
    }
    if (document_[at_] != '<') {
      if (!open_.empty()) return character_data();
      skip_space();
      if (at_ < document_.size() && document_[at_] != '<')
        return fail(ErrorCode::malformed, "There is text outside the root element: this is not XML.");
      continue;
    }
    const char c = at_ + 1 < document_.size() ? document_[at_ + 1] : '\0';
    if (c == '/') return end_element();
    if (c == '!' && document_.substr(at_).starts_with("<![CDATA[") && !open_.empty()) return cdata();
    if (c != '!' && c != '?') return start_element();
    if (!skip_comment_or_instruction()) return Event::failed;
  }
}

void XmlReader::leave_element() {
  pending_ = Pending::nothing;
  open_.pop_back();
  names_.leave(open_.size());
}

bool XmlReader::skip_comment_or_instruction() {
  const std::string_view rest = document_.substr(at_);
  std::string_view close;
  if (rest.starts_with("<!--"))
    close = "-->";
  else if (rest.starts_with("<?"))
    close = "?>";
  if (close.empty()) {
    if (rest.starts_with("<!DOCTYPE"))
      fail(ErrorCode::unsupported, "The document has a DOCTYPE. Take it out: a form defines no entities of its own.");
    else
      fail(ErrorCode::malformed, "After \"<!\" comes something that is not XML.");
    return false;
  }
  const std::size_t end = document_.find(close, at_ + (close.size() == 3 ? 4 : 2));
  if (end == std::string_view::npos) {
    fail(ErrorCode::malformed, close.size() == 3 ? "A comment is not closed." : "A processing instruction is not closed.");
    return false;
  }
  at_ = end + close.size();
  return true;
}

std::string_view XmlReader::read_name() {
  const char* const start = document_.data() + at_;
  const char* const end = document_.data() + document_.size();
  if (start == end || !starts_name(*start)) return {};
  const char* at = start + 1;
  while (at != end && xpath::is_name_byte(*at)) ++at;
  const auto length = static_cast<std::size_t>(at - start);
  at_ += length;
  return {start, length};
}

XmlReader::Event XmlReader::start_element() {
  if (open_.empty() && seen_root_) return fail(ErrorCode::malformed, "There is a second root element.");
  if (open_.size() >= kMaxDepth) {
    return fail(ErrorCode::limit_exceeded, "Elements are nested more than " + std::to_string(kMaxDepth) + " deep.");
  }
  ++at_;
  starting_ = read_name();
  if (starting_.empty()) return fail(ErrorCode::malformed, "After \"<\" comes no element name.");
  seen_root_ = true;
  bool closed = false;
  if (at_ < document_.size() && document_[at_] == '>') { // most elements have no attributes
    ++at_;
    attributes_.clear();
  } else if (!read_attributes(closed) || !resolve_attributes()) {
    return Event::failed;
  }
  const XmlNameId name = names_.intern(starting_, XmlNames::Of::element);
  if (name == kNoXmlName) return unresolved(starting_);
  open_.push_back(name);
  if (closed) pending_ = Pending::end_element;
  return Event::start_element;
}

// Whether the end tag of the innermost open element stands there, written as nearly all are.
bool XmlReader::ends_here(std::size_t at) const {
  if (open_.empty()) return false;
  const std::string_view open = qualified_name();
  const std::size_t last = at + 2 + open.size();
  return last < document_.size() && document_[last] == '>' && document_[at + 1] == '/' &&
         xpath::same_name({document_.data() + at + 2, open.size()}, open);
}

std::optional<std::string_view> XmlReader::plain_content() {
  if (pending_ == Pending::end_element) {
    leave_element();
    return std::string_view();
  }
  const std::size_t end = std::min(document_.find('<', at_), document_.size());
  if (!ends_here(end) || must_decode(at_, end)) return std::nullopt;
  const std::string_view text = document_.substr(at_, end - at_);
  at_ = end + 3 + qualified_name().size();
  leave_element();
  return text;
}

XmlReader::Event XmlReader::end_element() {
  const std::string_view open = open_.empty() ? std::string_view() : qualified_name();
  if (ends_here(at_)) {
    at_ += 3 + open.size();
    pending_ = Pending::pop;
    return Event::end_element;
  }
  at_ += 2;
  const std::string_view name = read_name();
  skip_space();
  if (open.empty() || name != open || at_ >= document_.size() || document_[at_] != '>') {
    const std::string shown = open.empty() ? "nothing" : "<" + std::string(open) + ">";
    return fail(ErrorCode::malformed, "</" + std::string(name) + "> stands where " + shown + " is open.");
  }
  ++at_;
  pending_ = Pending::pop;
  return Event::end_element;
}

void XmlReader::look_ahead(std::size_t from) {
  if (reference_at_ < from) reference_at_ = std::min(document_.find('&', from), document_.size());
  if (return_at_ < from) return_at_ = std::min(document_.find('\r', from), document_.size());
}

XmlReader::Event XmlReader::character_data() {
  const std::size_t end = std::min(document_.find('<', at_), document_.size());
  text_ = document_.substr(at_, end - at_);
  if (must_decode(at_, end) && !decode(text_, false, text_)) return Event::failed;
  at_ = end;
  return Event::text;
}

XmlReader::Event XmlReader::cdata() {
  const std::size_t start = at_ + 9;
  const std::size_t end = document_.find("]]>", start);
  if (end == std::string_view::npos) return fail(ErrorCode::malformed, "A CDATA section is not closed.");
  text_ = document_.substr(start, end - start);
  at_ = end + 3;
  return Event::text;
}

bool XmlReader::skip_element() {
  const std::size_t level = open_.size();
  while (true) {
    const Event event = next();
    if (event == Event::failed) return false;
    if (event == Event::end_element && open_.size() == level) return true;
  }
}

} // namespace pilotage::forms
