// Each function at its edges: nothing, no number, another type than it takes, out of range. Beside it the other tests say what a function
// does.
#include <doctest/doctest.h>

#include <cmath>

#include "forms/xpath/documents/document.h"

using namespace pilotage;
using namespace pilotage::forms::xpath;

namespace {

constexpr const char* kForm = "<r><five>5</five><empty/><word>word</word><a>1</a><a>2</a><a/><s>x y z</s><d>2024-02-29</d></r>";

bool no_number(Document& document, std::string_view expression) { return std::isnan(document.number(expression)); }

} // namespace

TEST_CASE("roots, powers and logarithms outside their ranges") {
  Document document(kForm);
  CHECK(document.number("abs(-2.5)") == 2.5);
  CHECK(document.number("sqrt(6.25)") == 2.5);
  CHECK(no_number(document, "sqrt(-1)"));
  CHECK(document.number("log(exp(2))") == doctest::Approx(2));
  CHECK(document.number("log(0)") == -INFINITY);
  CHECK(no_number(document, "log(-1)"));
  CHECK(document.number("log10(1000)") == doctest::Approx(3));
  CHECK(document.number("log10(0)") == -INFINITY);
  CHECK(document.number("exp(0)") == 1);
  CHECK(document.number("exp(1000)") == INFINITY);
  CHECK(document.number("exp10(3)") == doctest::Approx(1000));
  CHECK(document.number("pow(2, -1)") == 0.5);
  CHECK(document.number("pow(0, 0)") == 1);
  CHECK(no_number(document, "pow(-8, 0.5)"));
  for (const char* function :
       {"abs", "sqrt", "log", "log10", "exp", "exp10", "sin", "cos", "tan", "asin", "acos", "atan", "int", "floor", "ceiling"}) {
    CAPTURE(function);
    for (const char* argument : {"/r/empty", "/r/word", "/r/nobody", "''"})
      CHECK(no_number(document, std::string(function) + "(" + argument + ")"));
    CHECK(document.error(std::string(function) + "()").code == ErrorCode::malformed);
  }
}

TEST_CASE("trigonometry") {
  Document document(kForm);
  CHECK(document.number("sin(pi() div 2)") == doctest::Approx(1));
  CHECK(document.number("cos(pi())") == doctest::Approx(-1));
  CHECK(document.number("tan(pi() div 4)") == doctest::Approx(1));
  CHECK(document.number("asin(1)") == doctest::Approx(1.5707963));
  CHECK(no_number(document, "asin(2)"));
  CHECK(document.number("acos(1)") == 0);
  CHECK(no_number(document, "acos(-1.1)"));
  CHECK(document.number("atan(1) * 4") == doctest::Approx(3.1415927));
  CHECK(document.number("atan2(1, -1)") == doctest::Approx(2.3561945));
  CHECK(no_number(document, "atan2(1, /r/empty)"));
}

TEST_CASE("rounding of nothing, of infinity and of halves") {
  Document document(kForm);
  CHECK(document.number("floor(-1.5)") == -2);
  CHECK(document.number("ceiling(-1.5)") == -1);
  CHECK(document.number("int('3.9')") == 3);
  CHECK(document.number("floor(1 div 0)") == INFINITY);
  CHECK(document.number("round(1 div 0)") == INFINITY);
  CHECK(no_number(document, "round(/r/empty)"));
  CHECK(no_number(document, "round(1.5, /r/word)"));
  CHECK(document.number("round('2.345', 2)") == 2.35);
}

TEST_CASE("conditions of what is no boolean") {
  Document document(kForm);
  CHECK(document.truth("boolean('false')"));
  CHECK_FALSE(document.truth("boolean('')"));
  CHECK(document.truth("boolean(/r/five)"));
  CHECK_FALSE(document.truth("boolean(/r/nobody)"));
  CHECK_FALSE(document.truth("boolean(0 div 0)"));
  CHECK(document.truth("not(/r/nobody)"));
  CHECK(document.truth("boolean-from-string('1') and boolean-from-string('true') and boolean-from-string(true())"));
  for (const char* no : {"''", "'TRUE'", "'yes'", "2", "/r/empty", "0 div 0"})
    CHECK_FALSE(document.truth("boolean-from-string(" + std::string(no) + ")"));
  CHECK(document.text("coalesce(/r/nobody, /r/empty)").empty());
  CHECK(document.text("coalesce('', 0)") == "0");
  CHECK(document.text("if(/r/nobody, 'yes', 'no')") == "no");
  CHECK(document.text("depend(/r/five, /r/a, 'more')") == "5");
  CHECK(document.error("depend(1, nobody())").code == ErrorCode::malformed);
}

TEST_CASE("texts of nothing") {
  Document document(kForm);
  CHECK(document.text("string(/r/nobody)").empty());
  CHECK(document.text("string(0 div 0)") == "NaN");
  CHECK(document.text("string(-1 div 0)") == "-Infinity");
  CHECK(document.text("concat()").empty());
  CHECK(document.text("concat(/r/nobody, /r/empty)").empty());
  CHECK(document.text("join(',', /r/nobody)").empty());
  CHECK(document.text("join(/r/nobody, 'a', 'b')") == "ab");
  CHECK(document.truth("starts-with('a', '')"));
  CHECK_FALSE(document.truth("starts-with('', 'a')"));
  CHECK(document.truth("contains('', '')"));
  CHECK_FALSE(document.truth("contains(/r/nobody, 'a')"));
  CHECK(document.text("substring-before('abc', '')").empty());
  CHECK(document.text("substring-after('abc', '')") == "abc");
  CHECK(document.text("substring-after('abc', 'z')").empty());
  CHECK(document.text("substring('abc', 2, 1 div 0)") == "bc");
  CHECK(document.text("substring('abc', 7)").empty());
  CHECK(document.text("substring('abc', -1, 3)") == "a");
  CHECK(document.text("substr('abc', 9)").empty());
  CHECK(document.text("substr('abc', -9)") == "abc");
  CHECK(document.text("substr('abc', 'x')") == "abc");
  CHECK(document.number("string-length(/r/nobody)") == 0);
  CHECK(document.text("normalize-space('')").empty());
  CHECK(document.text("translate('', 'a', 'b')").empty());
  CHECK(document.text("translate('aa', 'aa', 'bc')") == "bb");
  CHECK(document.text("thousands-sep(1 div 0)") == "Infinity");
  CHECK(document.text("thousands-sep('word')").empty());
  CHECK(document.text("thousands-sep(1000000, '')") == "1000000");
  CHECK(document.text("thousands-sep(-999)") == "-999");
}

TEST_CASE("sets of nothing, and values where a set is wanted") {
  Document document(kForm);
  CHECK(document.number("count(/r/nobody)") == 0);
  CHECK(document.number("count-non-empty(/r/nobody)") == 0);
  CHECK(document.number("count-non-empty(/r/a)") == 2);
  CHECK(no_number(document, "min(/r/nobody)"));
  CHECK(no_number(document, "max('word', 1)"));
  CHECK(document.number("min(3, '2', /r/five)") == 2);
  CHECK(no_number(document, "position(/r/nobody)"));
  CHECK(document.number("position(/r/a[3])") == 3);
  CHECK(document.number("/r/a[last() - 1]") == 2);
  CHECK(document.text("name(/r/nobody)").empty());
  CHECK(document.text("local-name(/r/nobody)").empty());
  CHECK(document.text("namespace-uri(/r)").empty());
  CHECK(document.nodes("randomize(/r/nobody, 3)").empty());
  CHECK(document.nodes("instance('nobody')/x").empty());
  for (const char* expression :
       {"count(1)", "count-non-empty('a')", "position('a')", "name(1)", "randomize('a')", "indexed-repeat(/r/a, 1, 1)"})
    CHECK(document.error(expression).code == ErrorCode::invalid_value);
}

TEST_CASE("dates of nothing and of what is none") {
  Document document(kForm);
  CHECK(document.text("date(/r/empty)").empty());
  CHECK(document.text("date('word')") == "Invalid Date");
  CHECK(document.text("date-time('2024-02-29T10:00:00Z')") == "2024-02-29T10:00:00.000+00:00");
  CHECK(document.text("date-time(/r/nobody)").empty());
  CHECK(document.text("date(1 div 0)") == "Invalid Date");
  for (const char* nothing : {"/r/empty", "'word'", "true()", "'2023-02-29'"}) {
    CAPTURE(nothing);
    CHECK(no_number(document, std::string("decimal-date-time(") + nothing + ")"));
    CHECK(document.text(std::string("format-date(") + nothing + ", '%Y')").empty());
    CHECK(document.text(std::string("format-date-time(") + nothing + ", '%H')").empty());
  }
  CHECK(no_number(document, "decimal-time('')"));
  CHECK(no_number(document, "decimal-time('24:01')"));
  CHECK(document.number("decimal-time('18:00:00.000')") == 0.75);
  CHECK(document.text("format-date(/r/d, '')").empty());
  CHECK(document.text("format-date(/r/d, '%')") == "%");
  CHECK(document.truth("/r/d < today() and today() <= now()"));
}

TEST_CASE("choices of nothing") {
  Document document(kForm);
  CHECK(document.truth("is-selected(/r/s, 'y')"));
  CHECK_FALSE(document.truth("is-selected(/r/nobody, 'y')"));
  CHECK_FALSE(document.truth("selected(/r/s, 'x y')"));
  CHECK(document.text("selected-at(/r/s, 0)") == "x");
  CHECK(document.text("selected-at(/r/s, -1)").empty());
  CHECK(document.text("selected-at(/r/nobody, 0)").empty());
  CHECK(document.number("count-selected(/r/empty)") == 0);
  CHECK(document.number("count-selected('   ')") == 0);
}

TEST_CASE("checklists of nothing") {
  Document document(kForm);
  CHECK(document.truth("checklist(0, 0)"));
  CHECK(document.truth("checklist(-1, -1, /r/nobody)"));
  CHECK_FALSE(document.truth("checklist(1, 2, /r/nobody)"));
  CHECK_FALSE(document.truth("checklist(/r/word, 1, true())"));
  CHECK(document.truth("weighted-checklist(3, 3, true(), 1, true(), 2, false(), 9)"));
  CHECK_FALSE(document.truth("weighted-checklist(1, 9, true(), /r/word)"));
}

TEST_CASE("places that are none") {
  Document document("<r><p>0 0 0 0;0 1 0 0;1 1 0 0;0 0 0 0</p><bad>here</bad><none/></r>");
  CHECK(document.number("area(/r/none)") == 0);
  CHECK(document.number("area(/r/bad)") == 0);
  CHECK(document.number("enclosed-area('0 0;1 1')") == 0);
  CHECK(document.number("distance(/r/none)") == 0);
  CHECK(document.number("distance('1 1')") == 0);
  CHECK(document.error("distance(/r/bad)").code == ErrorCode::invalid_value);
  CHECK(document.error("distance('0 0;0 181')").code == ErrorCode::invalid_value);
  CHECK_FALSE(document.truth("geofence('', /r/p)"));
  CHECK_FALSE(document.truth("geofence('0.5 0.6', /r/bad)"));
  CHECK_FALSE(document.truth("geofence('0.5 0.6', '0 0;0 1;1 1')")); // not closed
  CHECK_FALSE(document.truth("intersects(/r/none)"));
  CHECK_FALSE(document.truth("intersects(/r/bad)"));
}

TEST_CASE("hashes, codes and patterns of nothing") {
  Document document(kForm);
  CHECK(document.text("digest(/r/nobody, 'SHA-256', 'hex')") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(document.text("digest('abc', 'SHA-384', 'hex')").size() == 96);
  CHECK(document.text("base64-decode('')").empty());
  CHECK(document.text("base64-decode('*!?')").empty());
  CHECK(document.text("extract-signed('', '')").empty());
  CHECK(document.text("extract-signed('AAAA', 'not a key')").empty());
  CHECK(document.truth("regex('', '^$')"));
  CHECK(document.truth("regex(/r/nobody, '')"));
  CHECK(document.error("uuid('x')").code == ErrorCode::invalid_value);
  CHECK(document.error("uuid(1000000)").code == ErrorCode::invalid_value);
  CHECK(document.text("uuid(0)").empty());
}

TEST_CASE("what the laptop and the form are called") {
  Document document(kForm);
  document.clock.device_id = "pilotage:7";
  document.clock.phone_number = "+221 33";
  CHECK(document.text("property('deviceid')") == "pilotage:7");
  CHECK(document.text("property('phonenumber')") == "+221 33");
  CHECK(document.text("property('uri:phonenumber')") == "tel:+221 33");
  CHECK(document.text("property('email')").empty());
  CHECK(document.text("property('shoe size')").empty());
  CHECK(document.text("version()").empty());
  document.context.host = nullptr;
  CHECK(document.error("version()").code == ErrorCode::unsupported);
  CHECK(document.error("property('email')").code == ErrorCode::unsupported);
}
