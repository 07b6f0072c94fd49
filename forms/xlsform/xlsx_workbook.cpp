// An .xlsx workbook: its parts are found by their relationships, and the sheets that make a form are read.
#include <map>
#include <string>
#include <vector>

#include <pugixml.hpp>

#include "forms/xlsform/read_workbook.h"
#include "forms/xlsform/text.h"
#include "forms/xlsform/xlsx_archive.h"
#include "forms/xlsform/xlsx_sheet.h"

namespace pilotage::forms::xlsform {
namespace {

constexpr std::size_t kMostDirectory = std::size_t{8} * 1024 * 1024;
constexpr std::string_view kSaveAgain = "open the workbook in Excel or LibreOffice and save it again as .xlsx";

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// "../xl/worksheets/sheet1.xml" as seen from the folder of the part that names it.
std::string resolve(std::string_view folder, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  std::vector<std::string_view> parts = split(folder, "/");
  if (folder.empty()) parts.clear();
  for (const std::string_view part : split(target, "/")) {
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (part != ".") {
      parts.push_back(part);
    }
  }
  std::string path;
  for (const std::string_view part : parts) path += (path.empty() ? "" : "/") + std::string(part);
  return path;
}

struct Relationship {
  std::string type; // the last part of its URI: "worksheet", "sharedStrings"
  std::string target;
};

std::map<std::string, Relationship> relationships(const XlsxArchive& archive, const std::string& part) {
  const std::size_t slash = part.rfind('/');
  const std::string folder = slash == std::string::npos ? std::string() : part.substr(0, slash);
  const std::string file = part.substr(slash == std::string::npos ? 0 : slash + 1);
  std::map<std::string, Relationship> found;
  const auto content = archive.read((folder.empty() ? "" : folder + "/") + "_rels/" + file + ".rels", kMostDirectory);
  pugi::xml_document document;
  if (!content || !document.load_buffer(content->data(), content->size())) return found;
  for (const pugi::xml_node& node : document.document_element().children()) {
    const std::string type = node.attribute("Type").as_string();
    found[node.attribute("Id").as_string()] = {type.substr(type.rfind('/') + 1), resolve(folder, node.attribute("Target").as_string())};
  }
  return found;
}

std::string main_part(const XlsxArchive& archive) {
  for (const auto& [id, relationship] : relationships(archive, "")) {
    if (relationship.type == "officeDocument") return relationship.target;
  }
  return "xl/workbook.xml";
}

class XlsxReader {
public:
  XlsxReader(const XlsxArchive& archive, Problems& problems)
      : archive_(archive), problems_(problems), context_{{}, {}, false, *workbook_.arena, problems} {}

  std::optional<Workbook> read() {
    const std::string part = main_part(archive_);
    const auto content = archive_.read(part, kMostDirectory);
    pugi::xml_document document;
    if (!content || !document.load_buffer(content->data(), content->size()))
      return refuse("this is not an Excel workbook, or it is damaged");
    relationships_ = relationships(archive_, part);
    if (!read_shared_parts()) return std::nullopt;
    if (!read_sheets(document.document_element())) return std::nullopt;
    return std::move(workbook_);
  }

private:
  std::optional<Workbook> refuse(std::string message) {
    problems_.error({}, std::move(message), std::string(kSaveAgain));
    return std::nullopt;
  }

  bool read_shared_parts() {
    for (const auto& [id, relationship] : relationships_) {
      if (relationship.type == "styles") {
        if (const auto styles = archive_.read(relationship.target, kMostDirectory)) context_.formats = CellFormats(*styles);
      }
      if (relationship.type != "sharedStrings") continue;
      const auto source = archive_.stream(relationship.target);
      if (source && read_shared_strings(XmlScanner(*source), context_.strings, *workbook_.arena) && !archive_.damaged() &&
          !archive_.oversized())
        continue;
      refuse("the workbook's texts cannot be read: they are damaged, or more than 64 MB");
      return false;
    }
    return true;
  }

  bool read_sheets(const pugi::xml_node& root) {
    std::vector<std::pair<std::string, std::string>> sheets; // name and part
    for (const pugi::xml_node& node : root.children()) {
      if (local_name(node.name()) == "workbookPr") context_.since_1904 = node.attribute("date1904").as_bool();
      if (local_name(node.name()) != "sheets") continue;
      for (const pugi::xml_node& sheet : node.children()) {
        std::string id;
        for (const pugi::xml_attribute& attribute : sheet.attributes()) {
          if (local_name(attribute.name()) == "id" && attribute.name() != std::string_view("id")) id = attribute.value();
        }
        sheets.emplace_back(sheet.attribute("name").as_string(), relationships_[id].target);
        workbook_.sheet_names.push_back(sheets.back().first);
      }
    }
    for (const auto& [name, part] : sheets) {
      // A workbook with one sheet has it for its survey, whatever its name.
      const std::string usual = form_sheet_name(name);
      const std::string form_name = !usual.empty() ? usual : sheets.size() == 1 ? "survey" : "";
      if (!form_name.empty() && !read_sheet(form_name, part)) return false;
    }
    return true;
  }

  bool read_sheet(const std::string& name, const std::string& part) {
    const auto source = archive_.stream(part);
    if (!source) {
      problems_.error({name, 0, {}}, "the sheet is missing from the file", std::string(kSaveAgain));
      return false;
    }
    std::optional<Sheet> sheet = read_xlsx_sheet(name, XmlScanner(*source), context_);
    if (archive_.oversized()) {
      problems_.error({name, 0, {}}, "the sheet unpacks to more than 512 MB, which no form needs",
                      "get the workbook again from where it came from, or copy the form's rows into a new one");
      return false;
    }
    if (archive_.damaged()) {
      problems_.error({name, 0, {}}, "the file is damaged within this sheet", std::string(kSaveAgain));
      return false;
    }
    if (!sheet) return false;
    workbook_.sheets.push_back(std::move(*sheet));
    return true;
  }

  const XlsxArchive& archive_;
  Problems& problems_;
  Workbook workbook_;
  XlsxContext context_;
  std::map<std::string, Relationship> relationships_;
};

} // namespace

std::optional<Workbook> read_xlsx(std::string_view bytes, Problems& problems) {
  const std::optional<XlsxArchive> archive = XlsxArchive::open(bytes);
  if (!archive) {
    problems.error({}, "the file is damaged, or it is no Excel workbook",
                   "get it again from where it came from, or save it again as .xlsx");
    return std::nullopt;
  }
  return XlsxReader(*archive, problems).read();
}

} // namespace pilotage::forms::xlsform
