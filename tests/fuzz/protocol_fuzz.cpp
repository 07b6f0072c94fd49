// Every reader of sync/protocol on bytes from a stranger. The first byte chooses the reader. What a reader accepts is written and read
// again and must come out the same.
#include "sync/protocol/batch.h"
#include "sync/protocol/extensions.h"
#include "sync/protocol/feed.h"
#include "sync/protocol/form_dictionary.h"
#include "sync/protocol/form_list.h"
#include "sync/protocol/manifest.h"
#include "sync/protocol/names.h"
#include "sync/protocol/packed.h"
#include "sync/protocol/receipt.h"
#include "sync/protocol/settings_code.h"
#include "sync/protocol/submission_response.h"
#include "sync/protocol/tus.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace pilotage::sync;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

template <typename Read, typename Write>
void there_and_back(std::string_view bytes, Read read, Write write) {
  const auto first = read(bytes);
  if (!first) {
    must(is_utf8(first.error().message));
    return;
  }
  const auto second = read(write(*first));
  must(second.has_value() && *second == *first);
}

pilotage::Result<std::vector<ListedForm>> usable_forms(std::string_view text) {
  auto list = read_form_list(text);
  if (!list) return std::unexpected(list.error());
  for (const auto& form : list->left_out) must(is_utf8(form.form_id) && is_utf8(form.error.message));
  return std::move(list->forms);
}

void read_lists(std::uint8_t choice, std::string_view bytes) {
  if (choice == 0)
    there_and_back(bytes, usable_forms, [](const auto& forms) { return write_form_list(forms); });
  else
    there_and_back(
        bytes, [](std::string_view text) { return read_manifest(text); }, [](const auto& files) { return write_manifest(files); });
}

void read_texts(std::string_view bytes) {
  const auto message = message_for_people(bytes);
  must(message.size() <= 500 && is_utf8(message));
  static_cast<void>(read_submission_response(bytes));
  static_cast<void>(read_extensions(bytes));
  if (const auto name = checked_media_name(bytes, "fuzz"))
    must(*name != ".." && !name->starts_with("../") && !name->contains("/../") && !name->ends_with("/.."));
  if (const auto decoded = percent_decode(bytes)) must(percent_decode(percent_encode(*decoded)) == *decoded);
}

// The attachment that metadata announce: its name stays within a folder.
void read_upload(std::string_view bytes) {
  static_cast<void>(read_upload_number(bytes, kUploadOffsetHeader));
  const auto metadata = read_upload_metadata(bytes);
  if (!metadata) return;
  const auto upload = read_attachment_upload(*metadata);
  if (!upload) return;
  must(!upload->name.contains('/') && upload->name != ".." && is_sha256_hex(upload->sha256));
  must(read_attachment_upload(metadata_of(*upload)) == *upload);
}

// What a batch holds once it is unpacked: hardly any bytes made by chance are a whole zstd frame, and these are in one.
void read_unpacked(std::string_view bytes) {
  const auto packed = pack(bytes, {});
  must(packed.has_value());
  there_and_back(*packed, [](std::string_view text) { return read_batch(text); }, [](const auto& items) { return *write_batch(items); });
}

// A batch with a dictionary, as a form makes it.
void read_packed(std::string_view bytes) {
  static const std::string dictionary = form_dictionary(
      "<h><model><instance><data id=\"visit\" version=\"1\"><answer/><meta><instanceID/></meta></data></instance></model></h>");
  there_and_back(
      bytes, [](std::string_view text) { return read_batch(text, dictionary); },
      [](const auto& items) { return *write_batch(items, dictionary); });
}

// A form's dictionary, which stays small and is the same every time.
void make_dictionary(std::string_view bytes) {
  const auto dictionary = form_dictionary(bytes);
  must(dictionary.size() <= kMaxDictionaryBytes && dictionary == form_dictionary(bytes));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::uint8_t choice = data[0] % 16;
  switch (choice) {
  case 0:
  case 1: read_lists(choice, bytes); break;
  case 2: there_and_back(bytes, read_feed_page, write_feed_page); break;
  case 3: there_and_back(bytes, read_receipt, write_receipt); break;
  case 4: there_and_back(bytes, read_settings_code, write_settings_code); break;
  case 5: read_texts(bytes); break;
  case 6:
    there_and_back(bytes, [](std::string_view text) { return read_batch(text); }, [](const auto& items) { return *write_batch(items); });
    break;
  case 8: there_and_back(bytes, read_upload_metadata, write_upload_metadata); break;
  case 9: there_and_back(bytes, read_upload_checksum, write_upload_checksum); break;
  case 10: read_upload(bytes); break;
  case 11: read_packed(bytes); break;
  case 12: make_dictionary(bytes); break;
  case 13: there_and_back(bytes, read_dictionary_name, write_dictionary_name); break;
  case 14: read_unpacked(bytes); break;
  default: there_and_back(bytes, read_batch_answer, [](const auto& outcomes) { return write_batch_answer(outcomes); });
  }
  return 0;
}
