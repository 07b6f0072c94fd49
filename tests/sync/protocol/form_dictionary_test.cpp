#include "sync/protocol/form_dictionary.h"

#include "sync/protocol/batch.h"

#include <doctest/doctest.h>

using namespace pilotage;
using namespace pilotage::sync;

namespace {

constexpr const char* kForm = R"xml(<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title>Visit</h:title><model>
<instance><data id="visit" version="3"><started/><household><roof/><country/><remarks_of_the_household/></household>
<orx:meta><orx:instanceID/></orx:meta></data></instance>
<instance id="countries"><root><item><name>mali</name></item><item><name>togo</name></item></root></instance>
<bind nodeset="/data/started" type="xsd:dateTime"/>
</model></h:head>
<h:body><group ref="/data/household"><select1 ref="/data/household/roof"><item><value>thatched &amp; low</value></item><item><value>iron_sheets</value></item></select1>
<select1 ref="/data/household/country"><itemset nodeset="instance('countries')/root/item[x = 1]"><value ref="name"/></itemset></select1></group></h:body></h:html>)xml";

std::string response(int n) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<data id=\"visit\" version=\"3\"><started>2026-05-01T10:00:00.000+00:00</started>"
         "<household><roof>iron_sheets</roof><country>togo</country><remarks_of_the_household>" +
         std::to_string(n * 7919) +
         "</remarks_of_the_household></household><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>\n";
}

} // namespace

TEST_CASE("the dictionary of a form is made of its instance, its choices and the look of its values, the same each time") {
  const auto dictionary = form_dictionary(kForm);
  CHECK(dictionary == form_dictionary(kForm));
  CHECK(dictionary.contains(
      "<started>2026-01-01T00:00:00.000+00:00</started><household><roof>thatched &amp; low</roof><country>mali</country>"
      "<remarks_of_the_household></remarks_of_the_household></household>"));
  CHECK(dictionary.contains("<roof>iron_sheets</roof><country>togo</country>"));
  CHECK(dictionary.contains("<orx:instanceID>uuid:</orx:instanceID>"));
  CHECK(dictionary.size() < kMaxDictionaryBytes);
}

TEST_CASE("with it a batch of few responses is far smaller") {
  const auto dictionary = form_dictionary(kForm);
  const std::vector<BatchItem> few = {{.instance_id = "uuid:1", .xml = response(1)}, {.instance_id = "uuid:2", .xml = response(2)}};
  const auto with = write_batch(few, dictionary);
  REQUIRE(with);
  CHECK(with->size() * 2 < write_batch(few)->size());
  CHECK(*read_batch(*with, dictionary) == few);
  CHECK_FALSE(read_batch(*with));
  CHECK_FALSE(read_batch(*with, dictionary + "x"));
}

TEST_CASE("what is no form has no dictionary, and a large form one of bounded size") {
  CHECK(form_dictionary("").empty());
  CHECK(form_dictionary("<model><instance>").empty());
  CHECK(form_dictionary("<h><model><instance/></model></h>").empty());
  std::string large = "<h><model><instance><data>";
  for (int i = 0; i < 20'000; ++i) large += "<question_" + std::to_string(i) + "/>";
  CHECK(form_dictionary(large + "</data></instance></model></h>").size() == kMaxDictionaryBytes);
  std::string deep = "<h><model><instance>";
  for (int i = 0; i < 3'000; ++i) deep += "<a>";
  for (int i = 0; i < 3'000; ++i) deep += "</a>";
  CHECK(form_dictionary(deep + "</instance></model></h>").size() <= kMaxDictionaryBytes);
}

TEST_CASE("a dictionary's name survives the wire, whatever is in the form's id") {
  const DictionaryName name{.form_id = "visit; a=b é", .form_version = "", .sha256 = std::string(64, 'a')};
  CHECK(*read_dictionary_name(write_dictionary_name(name)) == name);
  for (const char* broken : {"", "form=visit; version=1", "form=visit; version=1; sha256=12", "version=1; sha256=aa",
                             "form=%zz; version=1; sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    CHECK(read_dictionary_name(broken).error().code == ErrorCode::malformed);
}
