// xpath_cases FILE: runs conformance cases, prints a line for each failure and "N passed, N failed, N skipped". Cases that contradict the
// specification stand in skipped.txt beside this file, each with the sentence that it contradicts.
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "forms/xpath/cases/case_host.h"
#include "forms/xpath/cases/case_result.h"
#include "forms/xpath/documents/xml_tree.h"

namespace {

using namespace pilotage::forms::xpath;
using Json = nlohmann::json;

struct Document {
  NameTable names;
  Tree tree;
};

std::set<std::string> skipped_cases() {
  std::set<std::string> ids;
  std::ifstream in(PILOTAGE_SKIPPED_CASES);
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && !line.starts_with('#')) ids.insert(line.substr(0, line.find(' ')));
  return ids;
}

std::string run_case(const Json& wanted, Document& document, const std::string& zone) {
  Namespaces namespaces;
  if (wanted.contains("ns")) namespaces.prefixes = wanted["ns"].get<std::map<std::string, std::string, std::less<>>>();
  namespaces.unprefixed = wanted.value("defaultNs", "");
  const Dialect dialect = wanted["evaluator"] == "xpath1" ? Dialect::xpath1 : Dialect::xforms;
  const auto expression = Expression::parse(wanted["expr"].get<std::string>(), namespaces, document.names, dialect);
  if (!expression) return wanted["kind"] == "throws" ? "" : expression.error().to_string();

  const NodeId node = node_at(document.tree, document.names, wanted["context"].get<std::string>());
  if (node == kNoNode) return "the context is not in the document";
  CaseHost host(document.tree, document.names, zone, wanted.value("lang", ""));
  Context context{.node = {&document.tree, node}, .host = &host};
  if (wanted.contains("root")) context.root = {&document.tree, node_at(document.tree, document.names, wanted["root"].get<std::string>())};
  return check_case(wanted, *expression, context);
}

int run(const std::string& file) {
  std::ifstream in(file);
  if (!in) {
    std::cerr << "xpath_cases: cannot read " << file << "\n";
    return 2;
  }
  const Json all = Json::parse(in);
  std::map<std::string, Document> documents;
  for (const auto& [id, xml] : all["documents"].items()) {
    Document& document = documents[id];
    document.tree = read_xml(xml.get<std::string>(), document.names);
  }
  const std::set<std::string> skip = skipped_cases();
  int passed = 0;
  int failed = 0;
  int skipped = 0;
  for (const Json& wanted : all["cases"]) {
    const auto id = wanted["id"].get<std::string>();
    if (skip.contains(id)) {
      ++skipped;
      continue;
    }
    const std::string wrong = run_case(wanted, documents.at(wanted["doc"].get<std::string>()), all["timezone"].get<std::string>());
    ++(wrong.empty() ? passed : failed);
    if (!wrong.empty())
      std::cout << "FAIL " << id << ": " << wanted["expr"].dump() << " wants " << wanted.value("expected", Json()).dump() << ": " << wrong
                << "\n";
  }
  std::cout << passed << " passed, " << failed << " failed";
  if (skipped > 0) std::cout << ", " << skipped << " skipped";
  std::cout << "\n";
  return failed == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: xpath_cases FILE\n";
    return 2;
  }
  try {
    return run(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << "xpath_cases: " << argv[1] << ": " << error.what() << "\n";
    return 2;
  }
}
