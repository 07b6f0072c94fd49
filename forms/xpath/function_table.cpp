#include "forms/xpath/function_table.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "forms/xpath/functions.h"

namespace pilotage::forms::xpath {

namespace {

constexpr std::array<std::string_view, 26> kXPath1 = {"last",
                                                      "position",
                                                      "count",
                                                      "name",
                                                      "local-name",
                                                      "namespace-uri",
                                                      "string",
                                                      "concat",
                                                      "starts-with",
                                                      "contains",
                                                      "substring-before",
                                                      "substring-after",
                                                      "substring",
                                                      "string-length",
                                                      "normalize-space",
                                                      "translate",
                                                      "boolean",
                                                      "not",
                                                      "true",
                                                      "false",
                                                      "number",
                                                      "sum",
                                                      "floor",
                                                      "ceiling",
                                                      "round",
                                                      "current"};

using Table = std::unordered_map<std::string_view, const Function*>;

Table all_functions() {
  Table table;
  for (const auto functions :
       {string_functions(), boolean_functions(), number_functions(), mathematics_functions(), node_functions(), date_functions(),
        select_functions(), form_functions(), repeat_functions(), random_functions(), geo_functions(), crypto_functions()})
    for (const Function& function : functions) table.emplace(function.name, &function);
  return table;
}

} // namespace

const Function* find_function(std::string_view uri, std::string_view local, Dialect dialect) {
  static const Table kTable = all_functions();
  if (dialect == Dialect::xpath1 && (!uri.empty() || std::ranges::find(kXPath1, local) == kXPath1.end())) return nullptr;
  std::string name;
  if (uri == kJavaRosaNamespace) {
    name = "jr:";
  } else if (!uri.empty()) {
    return nullptr;
  }
  const auto found = kTable.find(name.append(local));
  return found == kTable.end() ? nullptr : found->second;
}

} // namespace pilotage::forms::xpath
