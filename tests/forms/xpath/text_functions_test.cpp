#include <doctest/doctest.h>

#include "forms/xpath/documents/document.h"

using namespace pilotage;
using namespace pilotage::forms::xpath;

TEST_CASE("texts are counted and cut by characters") {
  Document document("<r/>");
  CHECK(document.number("string-length('héé🥰')") == 4);
  CHECK(document.text("substring('héllo', 2, 3)") == "éll");
  CHECK(document.text("substring('12345', 1.5, 2.6)") == "234");
  CHECK(document.text("substring('12345', 0 div 0, 3)").empty());
  CHECK(document.text("substr('héllo', 1, 3)") == "él");
  CHECK(document.text("substr('hello', -3, -1)") == "ll");
  CHECK(document.text("substr('hello', 3, 1)").empty());
  CHECK(document.text("translate('été', 'é', 'e')") == "ete");
  CHECK(document.text("translate('abc', 'abc', 'A')") == "A");
}

TEST_CASE("texts are joined, from values and from sets") {
  Document document("<r><a>1</a><a>2</a><b/></r>");
  CHECK(document.text("concat('x', /r/a, true(), 1.50)") == "x12true1.5");
  CHECK(document.text("join(', ', /r/a, 'z')") == "1, 2, z");
  CHECK(document.text("join(' ')").empty());
  CHECK(document.text("join('-', /r/*)") == "1-2-");
}

TEST_CASE("texts are looked through") {
  Document document("<r>  a \n b </r>");
  CHECK(document.text("normalize-space(/r)") == "a b");
  CHECK(document.truth("starts-with('abc', 'ab') and ends-with('abc', 'bc') and contains('abc', 'b')"));
  CHECK(document.truth("ends-with('abc', '')"));
  CHECK_FALSE(document.truth("ends-with('c', 'bc')"));
  CHECK(document.text("substring-before('2024-01', '-')") == "2024");
  CHECK(document.text("substring-after('2024-01', '-')") == "01");
}

TEST_CASE("patterns are found anywhere unless they are bound to the ends") {
  Document document("<r/>");
  CHECK(document.truth("regex('tel 555', '[0-9]{3}')"));
  CHECK_FALSE(document.truth("regex('tel 555', '^[0-9]{3}$')"));
  CHECK(document.truth("regex('ÉTÉ', '^\\p{Lu}+$')"));
  CHECK(document.error("regex('a', '(')").code == ErrorCode::invalid_value);
}

TEST_CASE("thousands are set apart") {
  Document document("<r/>");
  CHECK(document.text("thousands-sep(1234567.5)") == "1,234,567.5");
  CHECK(document.text("thousands-sep(-123456, ' ')") == "-123 456");
  CHECK(document.text("thousands-sep(999)") == "999");
  CHECK(document.text("thousands-sep('')").empty());
}

TEST_CASE("answers of selects") {
  Document document("<r><s> a  b c </s><e/></r>");
  CHECK(document.truth("selected(/r/s, 'b')"));
  CHECK_FALSE(document.truth("selected(/r/s, 'b c')"));
  CHECK_FALSE(document.truth("selected(/r/e, 'a')"));
  CHECK(document.truth("selected(/r/e, '')"));
  CHECK(document.number("count-selected(/r/s)") == 3);
  CHECK(document.text("selected-at(/r/s, 2)") == "c");
  CHECK(document.text("selected-at(/r/s, 3)").empty());
  CHECK(document.text("selected-at(/r/s, 'x')").empty());
}

TEST_CASE("hashes, encodings and signatures") {
  Document document("<r/>");
  CHECK(document.text("digest('abc', 'SHA-1', 'hex')") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(document.text("digest('', 'MD5')") == "1B2M2Y8AsgTpgAmY7PhCfg==");
  CHECK(document.text("digest('abc', 'SHA-512', 'hex')").size() == 128);
  CHECK(document.error("digest('a', 'CRC')").code == ErrorCode::invalid_value);
  CHECK(document.error("digest('a', 'MD5', 'octal')").code == ErrorCode::invalid_value);
  CHECK(document.text("base64-decode('aGVsbG8')") == "hello");
  CHECK(document.text("base64-decode('/w==')") == "\xEF\xBF\xBD");
}

TEST_CASE("a signed message comes out only with the right key") {
  Document document("<r/>");
  // RFC 8032, 7.1, test 2: the message is "r".
  const std::string signature = "kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAHI=";
  CHECK(document.text("extract-signed('" + signature + "', 'PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=')") == "r");
  CHECK(document.text("extract-signed('" + signature + "', '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=')").empty());
}

TEST_CASE("texts, labels and tables of the form") {
  Document document("<r><t><root><item><name>n1</name><label>One</label></item><item><name>n2</name></item></root></t></r>");
  CHECK(document.text("jr:itext('hello')") == "Hello");
  document.spoken = "fr";
  CHECK(document.text("jr:itext('hello')") == "Bonjour");
  CHECK(document.text("jr:itext('nothing')").empty());
  CHECK(document.text("jr:choice-name('a', '/r/q')") == "/r/q:a");
  CHECK(document.text("pulldata('t', 'label', 'name', 'n1')") == "One");
  CHECK(document.text("pulldata('t', 'label', 'name', 'n2')").empty());
  CHECK(document.text("pulldata('t', 'label', 'name', 'n3')").empty());
  CHECK(document.error("pulldata('missing', 'label', 'name', 'n1')").code == ErrorCode::not_found);
  document.context.host = nullptr;
  CHECK(document.error("jr:itext('hello')").code == ErrorCode::unsupported);
}
