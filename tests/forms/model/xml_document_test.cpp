// The form document as rows, and the names in it.
#include <doctest/doctest.h>

#include <string>

#include "forms/model/xml_element.h"

using namespace pilotage;
using namespace pilotage::forms;

namespace {

// An element with all that is in it: "label[text 'A ', output{value=x}[], text ' B']".
std::string shown(XmlElement element) {
  std::string text(element.name());
  std::string attributes;
  element.each_attribute([&](XmlNameId name, std::string_view value) {
    attributes += (attributes.empty() ? "" : " ") + std::string(element.names().local(name)) + "=" + std::string(value);
  });
  if (!attributes.empty()) text += "{" + attributes + "}";
  if (element.is_leaf()) return text + "'" + std::string(element.text()) + "'";
  std::string inside;
  for (XmlElement node = element.first_node(); node; node = node.next_node()) {
    if (!inside.empty()) inside += ", ";
    inside += node.is_text() ? "'" + std::string(node.text()) + "'" : shown(node);
  }
  return text + "[" + inside + "]";
}

std::string read(std::string_view xml) {
  XmlReader reader(xml, "a test");
  XmlDocument document(reader);
  if (reader.next() != XmlReader::Event::start_element) return "refused: " + reader.error().message;
  const auto root = document.read_element();
  return root ? shown({document, *root}) : "refused: " + root.error().message;
}

} // namespace

TEST_CASE("elements, attributes and text are what the document says") {
  CHECK(read("<a x='1' y=\"it's\"><b/> <b>t</b>\n</a>") == "a{x=1 y=it's}[b'', b't']");
  CHECK(read("<a x='a &lt; b&#10;c\td'>&amp;&#x41;</a>") == "a{x=a < b\nc d}'&A'");
  CHECK(read("<a>\r\nb\r</a>") == "a'\nb\n'");
}

TEST_CASE("an element of text or nothing is what it is, however its end is written and whatever comes before and after it") {
  CHECK(read("<a><b>x</b ><c/><d></d><b>&lt;</b><b>y</b><b>1\r\n2</b><b>z</b><b>&gt;</b></a>") ==
        "a[b'x', c'', d'', b'<', b'y', b'1\n2', b'z', b'>']");
  CHECK(read("<a><b> </b><c>\n</c> <d>x<!-- --></d><e><![CDATA[y]]></e></a>") == "a[b' ', c'\n', d'x', e'y']");
  CHECK(read("<a><b>x</c></a>").starts_with("refused: </c> stands where <b> is open"));
  CHECK(read("<a><b>x</bb></a>").starts_with("refused: </bb> stands where <b> is open"));
  CHECK(read("<a><b>&nbsp;</b></a>").starts_with("refused: \"&nbsp;\""));
  CHECK(read("<a><b>x").starts_with("refused: The document ends before <b> is closed"));
}

TEST_CASE("text is one run on both sides of a comment and of a CDATA section") {
  CHECK(read("<a>x<!-- y -->z<![CDATA[<&]]>!</a>") == "a'xz<&!'");
  CHECK(read("<a>x<b/>y<!-- -->z<b/> <b/></a>") == "a['x', b'', 'yz', b'', b'']");
  CHECK(read("<label> A <output value='x'/> <output value='y'/> B</label>") ==
        "label[' A ', output{value=x}'', ' ', output{value=y}'', ' B']");
  CHECK(read("<a> <!-- --> </a>") == "a'  '");
}

TEST_CASE("a name means what its prefix means where it stands") {
  const std::string xml = R"(<a xmlns="http://www.w3.org/2002/xforms" xmlns:p="urn:one">)"
                          R"(<p:b p:c="1" c="2"/><d xmlns="" xmlns:p="http://openrosa.org/javarosa"><p:b c="3"/><e/></d><p:b/><e/></a>)";
  XmlReader reader(xml, "a test");
  XmlDocument document(reader);
  REQUIRE(reader.next() == XmlReader::Event::start_element);
  const auto root = document.read_element();
  REQUIRE(root);
  const XmlElement a(document, *root);
  const XmlElement before = a.first_child();
  const XmlElement d = before.next();
  const XmlElement inside = d.first_child();
  const XmlElement after = d.next();
  CHECK(a.space() == Namespace::xforms);
  CHECK(before.space() == Namespace::other);
  CHECK(before.attribute("c") == "2");
  CHECK(before.attribute("c", Namespace::other) == "1");
  CHECK(d.space() == Namespace::none);
  CHECK(inside.space() == Namespace::javarosa);
  CHECK(inside.attribute("c") == "3");
  CHECK(inside.next().space() == Namespace::none);
  CHECK(after.space() == Namespace::other);
  CHECK(after.next().space() == Namespace::xforms);
  CHECK(!after.next().next());
}

TEST_CASE("names are told apart however many and however long they are") {
  std::string xml = "<a>";
  std::string expected;
  const std::string tail(40, 'x');
  for (int i = 0; i < 3'000; ++i) {
    for (const std::string& name :
         {"n" + std::to_string(i), "n" + std::to_string(i) + tail, "a-name-of-16-b" + std::to_string(i % 90 + 10)}) {
      xml += "<" + name + "/>";
      expected += (expected.empty() ? "" : ", ") + name + "''";
    }
  }
  CHECK(read(xml + "</a>") == "a[" + expected + "]");
}

TEST_CASE("what is not XML is refused") {
  CHECK(read("<a><b></a>").starts_with("refused: </a> stands where <b> is open"));
  CHECK(read("<a><bb></b></a>").starts_with("refused: </b> stands where <bb> is open"));
  CHECK(read("<a b='1' b='2'/>").starts_with("refused: The tag <a> has the attribute b twice"));
  CHECK(read("<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>").starts_with("refused: The tag <a> has the attribute b twice"));
  CHECK(read("<a xmlns:p='u' xmlns:p='v'/>").starts_with("refused: The tag <a> has the attribute xmlns:p twice"));
  CHECK(read("<a xmlns='u' xmlns='u'/>").starts_with("refused: The tag <a> has the attribute xmlns twice"));
  CHECK(read("<p:a/>").starts_with("refused: The prefix \"p\""));
  CHECK(read("<a p:b='1'/>").starts_with("refused: The prefix \"p\""));
  CHECK(read("<a b='1/>").starts_with("refused: The value of the attribute b is not closed"));
  CHECK(read("<a b=1/>").starts_with("refused: The value of the attribute b is not closed"));
  CHECK(read("<a").starts_with("refused: The document ends inside the tag <a>"));
}
