#include "client/store/project_address.h"

namespace pilotage::store {

namespace {

// "/v1/key/<token>/projects/7/" is "/v1/projects/7".
std::string path_without_token(std::string path) {
  constexpr std::string_view kKey = "/key/";
  if (const auto key = path.find(kKey); key != std::string::npos) path.erase(key, path.find('/', key + kKey.size()) - key);
  while (path.ends_with('/')) path.pop_back();
  return path;
}

} // namespace

bool same_place(const Project& one, const Project& other) {
  const auto here = sync::parse_url(one.server_url), there = sync::parse_url(other.server_url);
  if (!here || !there || !here->same_origin(*there)) return false;
  const std::string path = path_without_token(here->target);
  if (path != path_without_token(there->target)) return false;
  return path.contains("/projects/") || one.username == other.username;
}

} // namespace pilotage::store
