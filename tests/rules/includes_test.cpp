// The dependency rule: an include may only point down. A folder that is not named here may not exist.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

namespace fs = std::filesystem;

namespace {

// Folder -> folders that it may include, beside itself. Longest prefix wins.
const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"forms", {}},
    {"forms/xpath", {"forms"}},
    {"forms/model", {"forms", "forms/xpath"}},
    {"forms/engine", {"forms", "forms/xpath", "forms/model"}},
    {"forms/xlsform", {"forms", "forms/xpath"}},
    {"forms/tables", {"forms"}},
    {"sync/protocol", {"forms", "forms/model"}},
    {"sync/uploader", {"forms", "sync/protocol"}},
    {"sync/endpoint", {"forms", "forms/xpath", "forms/model", "forms/engine", "forms/xlsform", "forms/tables", "sync/protocol"}},
    {"client/store", {"forms", "forms/model", "forms/engine", "sync/protocol", "sync/uploader"}},
    {"client/session", {"forms", "forms/model", "forms/engine", "forms/xlsform", "sync/protocol", "sync/uploader", "client/store"}},
    {"client/results", {"forms", "forms/model", "forms/engine", "forms/tables", "sync/protocol", "sync/uploader", "client/store"}},
    {"client/ui", {"forms", "forms/model", "forms/engine", "client/store", "client/session", "client/results"}},
    {"client/app",
     {"forms", "forms/model", "forms/engine", "forms/xlsform", "sync/protocol", "sync/uploader", "client/store", "client/session",
      "client/results", "client/ui"}},
    {"client/cli",
     {"forms", "forms/xpath", "forms/model", "forms/engine", "forms/xlsform", "sync/protocol", "sync/uploader", "client/store",
      "client/session", "client/results", "client/ui"}}, // of client/ui the phrases, and nothing that draws: see below
};

std::string folder_of(const std::string& path) {
  std::string best;
  for (const auto& [folder, _] : kMayInclude)
    if (path.starts_with(folder + "/") && folder.size() > best.size()) best = folder;
  return best;
}

} // namespace

TEST_CASE("includes point down only") {
  const fs::path root = PILOTAGE_SOURCE_DIR;
  const std::regex include(R"re(^\s*#\s*include\s*["<]((?:forms|sync|client)/[^">]+)[">])re");
  int seen = 0;
  for (const char* top : {"forms", "sync", "client"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const auto extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      const std::string file = fs::relative(entry.path(), root).generic_string();
      const std::string from = folder_of(file);
      INFO(file);
      REQUIRE_FALSE(from.empty());
      std::ifstream in(entry.path());
      for (std::string line; std::getline(in, line);) {
        std::smatch match;
        if (!std::regex_search(line, match, include)) continue;
        const std::string to = folder_of(match[1].str());
        INFO(line);
        CHECK((to == from || kMayInclude.at(from).contains(to)));
        ++seen;
      }
    }
  }
  CHECK(seen > 0);
}

TEST_CASE("only client/ui and client/app know the screen, and the endpoint links none of it") {
  const fs::path root = PILOTAGE_SOURCE_DIR;
  const std::regex screen(R"re(^\s*#\s*include\s*["<](imgui|GLFW|GL/|backends/imgui))re");
  for (const char* top : {"forms", "sync", "client"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string file = fs::relative(entry.path(), root).generic_string();
      if (file.starts_with("client/ui") || file.starts_with("client/app") || !entry.is_regular_file()) continue;
      std::ifstream in(entry.path());
      INFO(file);
      for (std::string line; std::getline(in, line);) {
        CHECK_FALSE(std::regex_search(line, screen));
        CHECK((!line.starts_with("#include \"client/ui/") || line == "#include \"client/ui/locale.h\""));
      }
    }
  }
}
