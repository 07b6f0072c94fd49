#include "sync/endpoint/zip_stream.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <ctime>
#include <utility>

namespace pilotage::endpoint {

namespace {

// libarchive takes names for what the thread's locale says, and servers run in "C": while one of these lives, names are UTF-8.
class NamesInUtf8 {
public:
  NamesInUtf8() : before_(::uselocale(utf8())) {}
  NamesInUtf8(const NamesInUtf8&) = delete;
  NamesInUtf8& operator=(const NamesInUtf8&) = delete;
  ~NamesInUtf8() { ::uselocale(before_); }

private:
  static locale_t utf8() {
    static const locale_t made = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return made;
  }
  locale_t before_;
};

} // namespace

struct ZipStream::Impl {
  Impl() : zip(archive_write_new()), entry(archive_entry_new()) {}
  ~Impl() {
    archive_entry_free(entry);
    archive_write_free(zip);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  static la_ssize_t append(archive*, void* to, const void* bytes, std::size_t size) {
    static_cast<Impl*>(to)->made.append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
  }
  Result<void> checked(la_ssize_t result) const {
    if (result >= ARCHIVE_WARN) return {};
    const char* why = archive_error_string(zip);
    return fail(ErrorCode::internal, why != nullptr ? why : "The archive cannot be written.");
  }

  archive* zip;
  archive_entry* entry;
  std::string made;
};

ZipStream::ZipStream() : impl_(std::make_unique<Impl>()) {
  const NamesInUtf8 names;
  archive_write_set_format_zip(impl_->zip);
  // The quickest compression: the network is rarely faster than it.
  archive_write_set_options(impl_->zip, "zip:hdrcharset=UTF-8,zip:compression-level=1");
  archive_write_set_bytes_per_block(impl_->zip, 0);
  archive_write_open(impl_->zip, impl_.get(), nullptr, Impl::append, nullptr);
}

ZipStream::~ZipStream() = default;

Result<void> ZipStream::begin_file(const std::string& name) {
  const NamesInUtf8 names;
  archive_entry* entry = archive_entry_clear(impl_->entry);
  archive_entry_set_pathname(entry, name.c_str());
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0644);
  archive_entry_set_mtime(entry, std::time(nullptr), 0);
  return impl_->checked(archive_write_header(impl_->zip, entry));
}

Result<void> ZipStream::write(std::string_view bytes) { return impl_->checked(archive_write_data(impl_->zip, bytes.data(), bytes.size())); }

Result<void> ZipStream::end() {
  const NamesInUtf8 names;
  return impl_->checked(archive_write_close(impl_->zip));
}

std::string ZipStream::take() { return std::exchange(impl_->made, {}); }

} // namespace pilotage::endpoint
