#include "sync/protocol/manifest.h"

#include "sync/protocol/headers.h"
#include "sync/protocol/listed_hash.h"
#include "sync/protocol/names.h"
#include "sync/protocol/xml_text.h"

#include <map>

namespace pilotage::sync {

namespace {

constexpr std::string_view kManifestNamespace = "http://openrosa.org/xforms/xformsManifest";

Result<ManifestFile> read_file(pugi::xml_node node, std::string_view where) {
  auto name = checked_media_name(text_of_child(node, "filename"), where);
  if (!name) return std::unexpected(name.error());
  ManifestFile file{.name = *std::move(name),
                    .md5 = read_listed_hash(text_of_child(node, "hash")),
                    .download_url = text_of_child(node, "downloadUrl"),
                    .entity_list = std::string_view(node.attribute("type").value()) == "entityList"};
  if (file.download_url.empty())
    return fail(ErrorCode::malformed, "The manifest gives no address for the file \"" + file.name + "\".", std::string(where));
  return file;
}

} // namespace

std::string write_manifest(std::span<const ManifestFile> files) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest xmlns=\"" + std::string(kManifestNamespace) + "\">";
  for (const auto& file : files) {
    out += file.entity_list ? "<mediaFile type=\"entityList\">" : "<mediaFile>";
    out += "<filename>" + escape_xml(file.name) + "</filename>";
    if (!file.md5.empty()) out += "<hash>md5:" + file.md5 + "</hash>";
    out += "<downloadUrl>" + escape_xml(file.download_url) + "</downloadUrl></mediaFile>";
  }
  return out + "</manifest>\n";
}

Result<std::vector<ManifestFile>> read_manifest(std::string_view xml, std::string_view where) {
  pugi::xml_document document;
  if (auto parsed = parse_xml(document, xml, kMaxListBytes, "manifest", where); !parsed) return std::unexpected(parsed.error());
  const auto root = document.document_element();
  if (local_name(root) != "manifest") return fail(ErrorCode::malformed, "The answer is not an OpenRosa manifest.", std::string(where));

  std::vector<ManifestFile> files;
  std::map<std::string, std::size_t> seen; // name -> place in files
  for (auto node : root.children()) {
    if (node.type() != pugi::node_element || local_name(node) != "mediaFile") continue;
    if (files.size() == kMaxListedItems)
      return fail(ErrorCode::limit_exceeded, "The manifest has more than 20,000 files.", std::string(where));
    auto file = read_file(node, where);
    if (!file) return std::unexpected(file.error());
    const auto [before, is_new] = seen.try_emplace(file->name, files.size());
    if (!is_new && files[before->second] == *file) continue;
    if (!is_new) return fail(ErrorCode::malformed, "The manifest names the file \"" + file->name + "\" twice.", std::string(where));
    files.push_back(*std::move(file));
  }
  return files;
}

} // namespace pilotage::sync
