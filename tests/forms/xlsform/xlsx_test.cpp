#include "forms/xlsform/converted.h"
#include "forms/xlsform/xlsx_archive.h"
#include "forms/xlsform/xlsx_file.h"

using pilotage::forms::xlsform::test::Converted;
using pilotage::forms::xlsform::test::XlsxFile;

namespace {

const std::string kHeader =
    "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>type</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>name</t></is></c>"
    "<c r=\"C1\" t=\"inlineStr\"><is><t>label</t></is></c><c r=\"D1\" t=\"inlineStr\"><is><t>default</t></is></c></row>";

std::string text_cell(const std::string& place, const std::string& text) {
  return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}

Converted converted(const XlsxFile& file) { return Converted(file.bytes(), "form.xlsx"); }

} // namespace

TEST_CASE("xlsx: shared strings, rich text, and what is spelt out for pronunciation") {
  XlsxFile file;
  file.strings("<si><t>text</t></si><si><t xml:space=\"preserve\"> q </t></si><si><r><t>Your </t></r><r><rPr><b/></rPr><t>name &amp; "
               "place</t></r><rPh><t>x</t></rPh></si>");
  file.sheet("survey",
             kHeader +
                 "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"C2\" t=\"s\"><v>2</v></c></row>");
  const Converted form = converted(file);
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.text("input[@ref='/data/q']/label") == "Your name & place");
}

TEST_CASE("xlsx: numbers, truths, dates and formulas show as in the spreadsheet") {
  XlsxFile file;
  file.styles("<numFmts><numFmt numFmtId=\"170\" formatCode=\"[$-409]d\\ mmm\\ yyyy\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf "
              "numFmtId=\"14\"/><xf numFmtId=\"170\"/>"
              "<xf numFmtId=\"20\"/></cellXfs>");
  const auto row = [](int number, const std::string& name, const std::string& cell) {
    const std::string n = std::to_string(number);
    return "<row r=\"" + n + "\">" + text_cell("A" + n, "text") + text_cell("B" + n, name) + text_cell("C" + n, "L") + cell + "</row>";
  };
  file.sheet("survey", kHeader + row(2, "whole", "<c r=\"D2\"><v>3.0</v></c>") + row(3, "part", "<c r=\"D3\"><v>0.1</v></c>") +
                           row(4, "truth", "<c r=\"D4\" t=\"b\"><v>1</v></c>") + row(5, "day", "<c r=\"D5\" s=\"1\"><v>44302</v></c>") +
                           row(6, "named", "<c r=\"D6\" s=\"2\"><v>44302.5</v></c>") +
                           row(7, "clock", "<c r=\"D7\" s=\"3\"><v>0.520833333333333</v></c>") +
                           row(8, "formula", "<c r=\"D8\" t=\"str\"><f>A1&amp;B1</f><v>result</v></c>") +
                           row(9, "unknown", "<c r=\"D9\"><f>NOW()</f></c>"));
  const Converted form = converted(file);
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.text("instance/data/whole") == "3");
  CHECK(form.text("instance/data/part") == "0.1");
  CHECK(form.text("instance/data/truth") == "TRUE");
  CHECK(form.text("instance/data/day") == "2021-04-16 00:00:00");
  CHECK(form.text("instance/data/named") == "2021-04-16 12:00:00");
  CHECK(form.text("instance/data/clock") == "12:30:00");
  CHECK(form.text("instance/data/formula") == "result");
  CHECK(form.text("instance/data/unknown").empty());
}

TEST_CASE("xlsx: blank rows and columns are skipped, and rows keep their numbers") {
  XlsxFile file;
  file.sheet("survey", "<row r=\"1\">" + text_cell("A1", "type") + text_cell("C1", "name") + text_cell("F1", "label") +
                           "</row><row r=\"4\">" + text_cell("A4", "text") + text_cell("B4", "stray") + text_cell("C4", "q") +
                           text_cell("F4", "L") + "</row><row r=\"9\">" + text_cell("A9", "wrong") + text_cell("C9", "r") +
                           text_cell("F9", "L") + "</row>");
  const Converted form = converted(file);
  CHECK(form.has_error("survey, row 9, type", "no question type \"wrong\""));
}

TEST_CASE("xlsx: a million formatted blank rows behind the questions do no harm") {
  std::string rows = kHeader + "<row r=\"2\">" + text_cell("A2", "text") + text_cell("B2", "q") + text_cell("C2", "L") + "</row>";
  for (int row = 3; row < 1'000'000; ++row)
    rows += "<row r=\"" + std::to_string(row) + "\" s=\"1\"><c r=\"A" + std::to_string(row) + "\" s=\"1\"/></row>";
  XlsxFile file;
  file.sheet("survey", rows);
  const Converted form = converted(file);
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.count("bind[@nodeset='/data/q']") == 1);
}

TEST_CASE("xlsx: formulas that failed are named with their cell") {
  XlsxFile file;
  file.sheet("survey", kHeader + "<row r=\"2\">" + text_cell("A2", "text") + text_cell("B2", "q") +
                           "<c r=\"C2\" t=\"e\"><f>X!A1</f><v>#REF!</v></c></row>");
  const Converted form = converted(file);
  CHECK(form.has_error("survey, row 2, label", "#REF!"));
}

TEST_CASE("xlsx: merged cells are pointed out") {
  XlsxFile file;
  file.sheet("survey", kHeader + "<row r=\"2\">" + text_cell("A2", "text") + text_cell("B2", "q") + text_cell("C2", "L") + "</row>",
             "<mergeCells count=\"1\"><mergeCell ref=\"C2:C4\"/></mergeCells>");
  const Converted form = converted(file);
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.has_warning("survey, row 2", "C2:C4 are merged"));
}

TEST_CASE("xlsx: sheets are found whatever their capitals, and one sheet alone is the survey") {
  const Converted named = converted(XlsxFile().table("Survey", {{"type", "name", "label"}, {"text", "q", "L"}}).table("notes", {{"what"}}));
  CHECK_MESSAGE(named.succeeded(), named.all_messages());
  const Converted alone = converted(XlsxFile().table("Tabelle1", {{"type", "name", "label"}, {"text", "q", "L"}}));
  CHECK_MESSAGE(alone.succeeded(), alone.all_messages());
}

TEST_CASE("files that are no workbook, damaged, encrypted or old say what to do") {
  CHECK(Converted("", "form.xlsx").has_error("the file is empty", ""));
  CHECK(Converted("PK\x03\x04 and then nonsense", "form.xlsx").has_error("the file is damaged", ""));
  CHECK(Converted("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", "form.xls").has_error("this is a workbook in the old format .xls", "save it as"));
  std::string encrypted = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  for (const char c : std::string("EncryptedPackage")) encrypted += std::string(1, c) + '\0';
  CHECK(Converted(encrypted, "form.xlsx").has_error("the workbook is protected by a password", "remove the password"));
  CHECK(Converted(std::string(101 * 1024 * 1024, 'x'), "form.csv").has_error("the workbook is larger than 100 MB", ""));
  CHECK(Converted("\xFF\xFEs\0u\0", "form.csv").has_error("the text is not in UTF-8", ""));

  std::string whole = XlsxFile().table("survey", {{"type", "name", "label"}, {"text", "q", "L"}}).bytes();
  for (std::size_t size = 10; size < whole.size(); size += 97) CHECK_FALSE(Converted(whole.substr(0, size), "form.xlsx").succeeded());
  const Converted no_workbook(pilotage::forms::xlsform::test::zipped({{"hello.txt", "x"}}), "form.xlsx");
  CHECK(no_workbook.has_error("this is not an Excel workbook", ""));
}

TEST_CASE("a zip bomb is refused before it fills the memory") {
  XlsxFile file;
  file.strings("<si><t>" + std::string(100 * 1024 * 1024, 'a') + "</t></si>");
  file.table("survey", {{"type", "name", "label"}, {"text", "q", "L"}});
  const Converted form = converted(file);
  CHECK_FALSE(form.succeeded());
  CHECK(form.all_messages().find("cannot be read") != std::string::npos);
}

TEST_CASE("xlsx: a hidden sheet is read like any other") {
  XlsxFile file;
  file.table("survey", {{"type", "name", "label"}, {"select_one yn", "q", "L"}})
      .table("choices", {{"list_name", "name", "label"}, {"yn", "y", "Yes"}})
      .hidden("choices");
  const Converted form = converted(file);
  REQUIRE_MESSAGE(form.succeeded(), form.all_messages());
  CHECK(form.text("instance[@id='yn']/root/item/name") == "y");
}

TEST_CASE("xlsx: a million comments and a cell without end are read or refused, in bounded memory") {
  const std::string question = "<row r=\"2\">" + text_cell("A2", "text") + text_cell("B2", "q") + text_cell("C2", "L") + "</row>";
  std::string comments;
  for (int i = 0; i < 1'000'000; ++i) comments += "<!---->";
  XlsxFile chatty;
  chatty.sheet("survey", kHeader + comments + question);
  const Converted form = converted(chatty);
  CHECK_MESSAGE(form.succeeded(), form.all_messages());

  std::string runs;
  const std::string run = "<r><t>" + std::string(1024 * 1024, 'a') + "</t></r>";
  for (int i = 0; i < 70; ++i) runs += run;
  XlsxFile endless;
  endless.sheet("survey", kHeader + "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is>" + runs + "</is></c></row>");
  CHECK(converted(endless).has_error("survey, row 2", "more than a form can have"));
}

TEST_CASE("xlsx: a part that unpacks to more than the limit ends there") {
  using pilotage::forms::xlsform::XlsxArchive;
  const std::string bytes = pilotage::forms::xlsform::test::zipped({{"part.xml", std::string(100'000, ' ')}});
  const auto archive = XlsxArchive::open(bytes);
  REQUIRE(archive.has_value());
  std::string buffer(4096, '\0');
  const auto unpack = [&](std::size_t limit) {
    std::size_t total = 0;
    const auto source = archive->stream("part.xml", limit);
    REQUIRE(source.has_value());
    while (const std::size_t count = (*source)(buffer.data(), buffer.size())) total += count;
    return total;
  };
  CHECK(unpack(100'000) == 100'000);
  CHECK_FALSE(archive->oversized());
  CHECK(unpack(50'000) <= 50'000);
  CHECK(archive->oversized());
}
