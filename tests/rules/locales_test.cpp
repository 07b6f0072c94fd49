// The phrases of the program: every key that the sources use is in all three languages with the same places, none is left over, and no
// words reach the screen around them.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "forms/error.h"

namespace fs = std::filesystem;

namespace {

using Phrases = std::map<std::string, std::string>;

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Phrases phrases(const std::string& language) {
  return nlohmann::json::parse(text_of(fs::path(PILOTAGE_SOURCE_DIR) / "assets/locales" / (language + ".json"))).get<Phrases>();
}

std::vector<fs::path> sources() {
  std::vector<fs::path> files;
  for (const char* folder : {"client/ui", "client/app"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(PILOTAGE_SOURCE_DIR) / folder))
      if (entry.path().extension() == ".cpp" || entry.path().extension() == ".h") files.push_back(entry.path());
  return files;
}

std::set<std::string> matches(const std::string& text, const char* pattern) {
  const std::regex wanted(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), wanted), end; it != end; ++it) found.insert((*it)[1].str());
  return found;
}

std::set<std::string> used_keys() {
  std::set<std::string> keys;
  for (const fs::path& file : sources()) {
    const std::string text = text_of(file);
    for (const std::string& key : matches(text, R"re("([a-z0-9_.]+)"_key)re")) keys.insert(key);
    for (const std::string& key : matches(text, R"re("([a-z0-9_.]+)"_count)re")) {
      keys.insert(key + ".one");
      keys.insert(key + ".other");
    }
  }
  for (int code = 0; code <= static_cast<int>(pilotage::ErrorCode::internal); ++code)
    keys.insert("error." + std::string(pilotage::name(static_cast<pilotage::ErrorCode>(code))));
  return keys;
}

} // namespace

TEST_CASE("every key that is used exists in all three languages, and none is unused") {
  const std::set<std::string> used = used_keys();
  REQUIRE(used.size() > 50);
  for (const char* language : {"en", "fr", "es"}) {
    const Phrases known = phrases(language);
    for (const std::string& key : used) CHECK_MESSAGE(known.contains(key), language, " lacks ", key);
    for (const auto& [key, phrase] : known) {
      CHECK_MESSAGE(used.contains(key), language, " has a key that nothing uses: ", key);
      CHECK_MESSAGE(!phrase.empty(), language, ": ", key, " is empty");
    }
  }
}

TEST_CASE("a phrase has the same places in every language") {
  const Phrases english = phrases("en");
  for (const char* language : {"fr", "es"})
    for (const auto& [key, phrase] : phrases(language))
      CHECK_MESSAGE(matches(phrase, R"re(\{([a-z_]+)\})re") == matches(english.at(key), R"re(\{([a-z_]+)\})re"), language, ": ", key);
}

TEST_CASE("words of the program do not pass as content") {
  for (const fs::path& file : sources()) {
    INFO(file.string());
    CHECK(matches(text_of(file), R"re(\bcontent\("([^"]*[A-Za-z][^"]*)"\))re").empty());
  }
}

TEST_CASE("French has its no-break spaces, so that signs do not begin a line") {
  for (const auto& [key, phrase] : phrases("fr")) {
    INFO(key, ": ", phrase);
    CHECK_FALSE(std::regex_search(phrase, std::regex(" (;|:|\\?|!|»|%)")));
    CHECK_FALSE(std::regex_search(phrase, std::regex("« ")));
  }
}
