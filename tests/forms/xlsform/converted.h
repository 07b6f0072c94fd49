// A form that a test converts and then asks about, in the words of a form author.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "forms/xlsform/convert.h"

namespace pilotage::forms::xlsform::test {

// The conversion of Markdown tables, of which only the cells count: "| survey |\n| | type | name |…".
class Converted {
public:
  explicit Converted(std::string_view workbook, std::string file_name = "form.md");

  bool succeeded() const { return result_.has_value(); }
  const Conversion& conversion() const { return *result_; }

  // The value of an attribute of the node that this XPath selects, by local names without prefixes: attribute("bind[@nodeset='/data/a']",
  // "relevant").
  std::string attribute(const std::string& path, const char* name) const;
  std::string bind(const std::string& nodeset, const char* name) const;
  // The text within a node, white space squeezed.
  std::string text(const std::string& path) const;
  std::size_t count(const std::string& path) const;

  // All messages, as people read them, without the file's name.
  std::vector<std::string> errors() const;
  std::vector<std::string> warnings() const;
  // One message that begins with this and has that in it.
  bool has_error(std::string_view place, std::string_view what) const;
  bool has_warning(std::string_view place, std::string_view what) const;
  std::string all_messages() const;

private:
  std::expected<Conversion, std::vector<Message>> result_;
  std::unique_ptr<pugi::xml_document> document_ = std::make_unique<pugi::xml_document>();
};

} // namespace pilotage::forms::xlsform::test
