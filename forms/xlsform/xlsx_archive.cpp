#include "forms/xlsform/xlsx_archive.h"

#include <zip.h>

namespace pilotage::forms::xlsform {
namespace {

std::shared_ptr<zip_file_t> open_part(zip_t* archive, const std::string& part) {
  zip_file_t* const file = zip_fopen(archive, part.c_str(), ZIP_FL_NOCASE);
  if (file == nullptr) return nullptr;
  return {file, [](zip_file_t* open) { zip_fclose(open); }};
}

} // namespace

void XlsxArchive::Close::operator()(zip* archive) const { zip_discard(archive); }

std::optional<XlsxArchive> XlsxArchive::open(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* const archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive == nullptr && source != nullptr) zip_source_free(source);
  zip_error_fini(&error);
  if (archive == nullptr) return std::nullopt;
  return XlsxArchive(archive);
}

bool XlsxArchive::has(const std::string& part) const { return zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE) >= 0; }

std::optional<std::string> XlsxArchive::read(const std::string& part, std::size_t limit) const {
  const std::shared_ptr<zip_file_t> file = open_part(archive_.get(), part);
  if (!file) return std::nullopt;
  constexpr std::size_t kPiece = std::size_t{64} * 1024;
  std::string content;
  for (;;) {
    const std::size_t size = content.size();
    content.resize(size + kPiece);
    const zip_int64_t read = zip_fread(file.get(), content.data() + size, kPiece);
    if (read < 0) {
      state_->damaged = true;
      return std::nullopt;
    }
    content.resize(size + static_cast<std::size_t>(read));
    if (read == 0) return content;
    if (content.size() > limit) return std::nullopt;
  }
}

std::optional<XmlScanner::Source> XlsxArchive::stream(const std::string& part, std::size_t limit) const {
  const std::shared_ptr<zip_file_t> file = open_part(archive_.get(), part);
  if (!file) return std::nullopt;
  return [file, state = state_, left = limit](char* buffer, std::size_t size) mutable -> std::size_t {
    const zip_int64_t read = zip_fread(file.get(), buffer, size);
    state->damaged = state->damaged || read < 0;
    const std::size_t count = read < 0 ? 0 : static_cast<std::size_t>(read);
    state->oversized = state->oversized || count > left;
    if (state->oversized) return 0;
    left -= count;
    return count;
  };
}

} // namespace pilotage::forms::xlsform
