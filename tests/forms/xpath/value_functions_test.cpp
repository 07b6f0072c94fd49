#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "forms/xpath/documents/document.h"

using namespace pilotage;
using namespace pilotage::forms::xpath;

TEST_CASE("numbers are written without exponent and read back") {
  CHECK(number_to_string(1e21) == "1000000000000000000000");
  CHECK(number_to_string(1e-7) == "0.0000001");
  CHECK(number_to_string(-0.0) == "0");
  CHECK(number_to_string(0.1 + 0.2) == "0.30000000000000004");
  CHECK(string_to_number(" -12.50 ") == -12.5);
  CHECK(std::isnan(string_to_number("1e3")));
  CHECK(std::isnan(string_to_number("+1")));
  CHECK(std::isnan(string_to_number("")));
  CHECK(std::isnan(string_to_number("1.2.3")));
  CHECK(string_to_number(std::string(400, '9')) == INFINITY);
}

TEST_CASE("rounding works on the decimals that people see") {
  Document document("<r/>");
  CHECK(document.number("round(1.005, 2)") == 1.01);
  CHECK(document.number("round(-2.5)") == -3);
  CHECK(document.number("round(9.99, 1)") == 10);
  CHECK(document.number("round(0.5)") == 1);
  CHECK(document.number("round(49, -2)") == 0);
  CHECK(document.number("round(51, -2)") == 100);
  CHECK(document.number("round(1 div 3, 400)") == 1.0 / 3);
  CHECK(document.number("int(-1.9)") == -1);
  document.dialect = Dialect::xpath1;
  CHECK(document.number("round(-2.5)") == -2);
}

TEST_CASE("sums, and the least and most of sets and values") {
  Document document("<r><a>3</a><a>-1</a><b/><c>x</c></r>");
  CHECK(document.number("sum(/r/a)") == 2);
  CHECK(document.number("sum(/r/a | /r/b)") == 2);
  CHECK(std::isnan(document.number("sum(/r/*)")));
  CHECK(document.number("sum(/r/nobody)") == 0);
  CHECK(document.number("max(/r/a, 7)") == 7);
  CHECK(document.number("min(/r/a)") == -1);
  CHECK(std::isnan(document.number("max(/r/a, /r/b)")));
  CHECK(document.error("sum(1)").code == ErrorCode::invalid_value);
  CHECK(std::isnan(document.number("pow(1, 0 div 0)")));
  CHECK(document.number("count-non-empty(/r/*)") == 3);
}

TEST_CASE("conditions evaluate only what they need") {
  Document document("<r><a>5</a><e/></r>");
  CHECK(document.text("if(/r/a > 3, 'yes', nobody())") == "yes");
  CHECK(document.truth("true() or nobody()"));
  CHECK(document.error("false() or nobody()").message.find("nobody") != std::string::npos);
  CHECK(document.text("coalesce(/r/e, /r/a)") == "5");
  CHECK(document.text("coalesce(0 div 0, 'x')") == "x");
  document.at("/1/1");
  CHECK(document.text("once('new')") == "5");
  document.at("/1/2");
  CHECK(document.text("once('new')") == "new");
}

TEST_CASE("checklists") {
  Document document("<r><a>1</a><a/><w>2</w><w>3</w></r>");
  CHECK(document.truth("checklist(1, 2, true(), /r/a)"));
  CHECK_FALSE(document.truth("checklist(3, -1, true(), /r/a)"));
  CHECK(document.truth("checklist(-1, 0, false())"));
  CHECK(document.truth("weighted-checklist(2, 2, /r/a, /r/w)"));
  CHECK(document.error("weighted-checklist(1, 2, true())").code == ErrorCode::malformed);
}

TEST_CASE("dates are days, in the zone of the form") {
  Document document("<r><d>2024-03-01</d></r>");
  document.clock.utc_offset = [](std::int64_t) { return 3600; };
  CHECK(document.text("today()") == "2024-03-01");
  CHECK(document.text("now()") == "2024-03-01T13:00:00.000+01:00");
  CHECK(document.truth("/r/d = today()"));
  CHECK(document.truth("/r/d < today() + 1"));
  CHECK(document.text("date(/r/d + 31)") == "2024-04-01");
  CHECK(document.text("date('2024-2-9')") == "2024-02-09");
  CHECK(document.text("date('2024-02-30')") == "Invalid Date");
  CHECK(document.text("date('')").empty());
  CHECK(document.number("decimal-time('12:00')") == 0.5);
  CHECK(std::isnan(document.number("decimal-time('25:00')")));
  CHECK(document.number("decimal-date-time('1970-01-01T01:00:00+01:00')") == 0);
  CHECK(document.number("number('1970-01-03') - number('1970-01-01')") == 2);
  document.dialect = Dialect::xpath1;
  CHECK(std::isnan(document.number("number('1970-01-03')")));
}

TEST_CASE("a day on which the clocks change") {
  Document document("<r/>");
  constexpr std::int64_t kChange = 1'711'846'800'000; // 2024-03-31T01:00Z, Central Europe goes from +1 to +2 hours
  document.clock.utc_offset = [](std::int64_t moment) { return moment < kChange ? 3600 : 7200; };
  CHECK(document.text("date('2024-03-31')") == "2024-03-31");
  CHECK(document.text("date('2024-04-01')") == "2024-04-01");
  CHECK(document.number("(date('2024-04-01') - date('2024-03-31')) * 24") == doctest::Approx(23));
  CHECK(document.text("date('2024-03-31T01:00:00Z')") == "2024-03-31T03:00:00.000+02:00");
}

TEST_CASE("dates are formatted, in the language of the form") {
  Document document("<r/>");
  CHECK(document.text("format-date('2024-02-09', '%Y %y %m %n %b %d %e %a %% %q')") == "2024 24 02 2 Feb 09 9 Fri % %q");
  CHECK(document.text("format-date-time('2024-02-09T08:05:06.007Z', '%H %h %M %S %3')") == "08 8 05 06 007");
  CHECK(document.text("format-date(0, '%Y-%m-%d')") == "1970-01-01");
  CHECK(document.text("format-date('soon', '%Y')").empty());
  document.spoken = "French (fr)";
  CHECK(document.text("format-date('2024-02-09', '%a %e %b')") == "ven. 9 févr.");
  document.spoken = "Español (es)";
  CHECK(document.text("format-date('2024-08-09', '%b')") == "ago");
  document.spoken = "Klingon";
  CHECK(document.text("format-date('2024-02-09', '%b')") == "Feb");
}

TEST_CASE("chance comes from the form") {
  Document document("<r><a>1</a><a>2</a><a>3</a><a>4</a><a>5</a></r>");
  const double first = document.number("random()");
  CHECK((first >= 0 && first < 1));
  CHECK(document.number("random()") != first);
  document.clock = forms::fixed_environment();
  CHECK(document.number("random()") == first);
  const std::string uuid = document.text("uuid()");
  CHECK(uuid.size() == 36);
  CHECK(uuid[14] == '4');
  CHECK(document.text("uuid(7)").size() == 7);
  CHECK(document.error("uuid(-1)").code == ErrorCode::invalid_value);
  CHECK(document.nodes("randomize(/r/a, 42)") == document.nodes("randomize(/r/a, '42')"));
  CHECK(document.nodes("randomize(/r/a, 1)") != document.nodes("randomize(/r/a, 2)"));
  CHECK(document.nodes("randomize(/r/a, 'word')") == document.nodes("randomize(/r/a, 'word')"));
  std::set<std::string> orders;
  for (int i = 0; i < 20; ++i) orders.insert(document.nodes("randomize(/r/a)"));
  CHECK(orders.size() > 10);
  CHECK(document.number("sum(randomize(/r/a))") == 15);
}

TEST_CASE("places in repeats") {
  Document document("<d><p><n>A</n><k><m>1</m></k><k><m>2</m></k></p><p><n>B</n><k><m>3</m></k></p><i>2</i></d>");
  CHECK(document.text("indexed-repeat(/d/p/n, /d/p, 2)") == "B");
  CHECK(document.text("indexed-repeat(/d/p/n, /d/p, /d/i)") == "B");
  CHECK(document.text("indexed-repeat(/d/p/k/m, /d/p, 1, /d/p/k, 2)") == "2");
  CHECK(document.text("indexed-repeat(/d/p/k/m, /d/p/k, 2, /d/p, 1)") == "2");
  CHECK(document.text("indexed-repeat(/d/p/n, /d/p, 3)").empty());
  CHECK(document.text("indexed-repeat(/d/p/n, /d/p, 'x')").empty());
  CHECK(document.error("indexed-repeat(/d/p/n, /d/p, 1, /d/p/k)").code == ErrorCode::malformed);
  document.at("/1/2/1");
  CHECK(document.number("position(..)") == 2);
  CHECK(document.text("instance('d')/p[n = current()]/k/m") == "3");
}

TEST_CASE("places on Earth") {
  Document document("<r><p>0 0</p><p>0 1</p><p>1 1</p><shape>0 0 0 0;0 1 0 0;1 1 0 0;1 0 0 0;0 0 0 0</shape></r>");
  CHECK(document.number("distance(/r/p)") == doctest::Approx(222'637.7).epsilon(0.0001));
  CHECK(document.number("distance('0 0', '0 1')") == 111'318.85);
  CHECK(document.number("distance('0 0;0 1;')") == 111'318.85);
  CHECK(document.number("area(/r/shape)") == document.number("enclosed-area(/r/shape)"));
  CHECK(document.number("area(/r/shape)") == doctest::Approx(1.2391e10).epsilon(0.001));
  CHECK(document.truth("geofence('0.5 0.5', /r/shape)"));
  CHECK_FALSE(document.truth("geofence('1.5 0.5', /r/shape)"));
  CHECK_FALSE(document.truth("geofence('nowhere', /r/shape)"));
  CHECK_FALSE(document.truth("intersects(/r/shape)"));
  CHECK(document.truth("intersects('0 0;1 1;0 1;1 0')"));
  CHECK(document.truth("intersects('0 0;0 2;0 1')"));
  CHECK(document.error("distance('0 0;91 0')").code == ErrorCode::invalid_value);
}

TEST_CASE("names") {
  Document document("<h:r xmlns:h='urn:h'><h:a/>t</h:r>");
  CHECK(document.text("name(/*/*)") == "h:a");
  CHECK(document.text("local-name(/*)") == "r");
  CHECK(document.text("namespace-uri(/*)") == "urn:h");
  CHECK(document.text("name(/*/text())").empty());
}
