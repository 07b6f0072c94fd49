#include "sync/uploader/newest_versions.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace pilotage::sync {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A number from the front, without its leading zeros.
std::string_view take_number(std::string_view& text) {
  while (text.starts_with('0')) text.remove_prefix(1);
  std::size_t length = 0;
  while (length < text.size() && is_digit(text[length])) ++length;
  const auto number = text.substr(0, length);
  text.remove_prefix(length);
  return number;
}

// Texts with numbers in them, the numbers by what they count.
bool is_newer(std::string_view version, std::string_view than) {
  while (!version.empty() && !than.empty()) {
    if (is_digit(version.front()) && is_digit(than.front())) {
      const auto ours = take_number(version);
      const auto theirs = take_number(than);
      if (ours.size() != theirs.size()) return ours.size() > theirs.size();
      if (ours != theirs) return ours > theirs;
      continue;
    }
    if (version.front() != than.front()) return version.front() > than.front();
    version.remove_prefix(1);
    than.remove_prefix(1);
  }
  return !version.empty();
}

} // namespace

void keep_newest_versions(std::vector<ListedForm>& forms) {
  std::map<std::string, std::size_t> newest;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    const auto [best, is_first] = newest.try_emplace(forms[i].form_id, i);
    if (!is_first && is_newer(forms[i].version, forms[best->second].version)) best->second = i;
  }
  std::vector<ListedForm> kept;
  for (std::size_t i = 0; i < forms.size(); ++i)
    if (newest.at(forms[i].form_id) == i) kept.push_back(std::move(forms[i]));
  forms = std::move(kept);
}

} // namespace pilotage::sync
