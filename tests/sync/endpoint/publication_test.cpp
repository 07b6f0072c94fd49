// Publishing questionnaires: what laptops could not run is refused, with the place in the workbook.
#include <doctest/doctest.h>

#include "sync/endpoint/campaign.h"
#include "sync/endpoint/form_facts.h"
#include "sync/endpoint/form_publication.h"

using namespace pilotage;
using namespace pilotage::test;
using namespace pilotage::endpoint;

namespace {

const std::string kMeeting = "| survey |\n"
                             "| | type | name | label | constraint |\n"
                             "| | text | who | Who are you? | |\n"
                             "| | integer | age | How old are you? | . < 150 |\n"
                             "| | image | photo | A photo | |\n"
                             "| settings |\n"
                             "| | form_title | form_id | version |\n"
                             "| | Meeting | meeting | 3 |\n";

struct Publisher {
  TemporaryDirectory directory;
  DataDirectory data = make();

  DataDirectory make() const {
    auto made = DataDirectory::create(directory.path() / "data");
    REQUIRE(made);
    REQUIRE(made->storage->create_project("Pilot"));
    return std::move(*made);
  }
  Result<Publication> publish(const std::string& name, const std::string& bytes, decltype(FormUpload::media) media = {}) const {
    const auto read = read_with_media(*data.files, 1, {.file_name = name, .bytes = bytes, .media = std::move(media)});
    if (!read) return std::unexpected(read.error());
    return endpoint::publish(*data.storage, *read);
  }
};

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  text.replace(text.find(what), what.size(), with);
  return text;
}

} // namespace

TEST_CASE("a workbook becomes a form, once") {
  const Publisher publisher;
  const auto first = publisher.publish("meeting.md", kMeeting);
  REQUIRE(first);
  CHECK(first->form_id == "meeting");
  CHECK(first->version == "3");
  CHECK(first->title == "Meeting");
  CHECK(first->is_new);
  const auto again = publisher.publish("meeting.md", kMeeting);
  REQUIRE(again);
  CHECK_FALSE(again->is_new);
  const auto stored = publisher.data.storage->form_version(1, "meeting", "3");
  REQUIRE(stored);
  CHECK(stored->upload_paths == std::vector<std::string>{"/data/photo"});
  CHECK_FALSE(stored->encrypted);

  // The XForm that came out of it is the same form.
  const auto xform = publisher.publish("other-name.xml", stored->xform);
  REQUIRE(xform);
  CHECK_FALSE(xform->is_new);
}

TEST_CASE("changed content needs a new version; the old one stays") {
  const Publisher publisher;
  REQUIRE(publisher.publish("meeting.md", kMeeting));
  const std::string changed = replaced(kMeeting, "How old", "How young");
  const auto refused = publisher.publish("meeting.md", changed);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::conflict);
  REQUIRE(publisher.publish("meeting.md", replaced(changed, "| 3 |", "| 4 |")));
  CHECK(publisher.data.storage->form(1, "meeting")->version == "4");
  CHECK(publisher.data.storage->form_version(1, "meeting", "3"));
}

TEST_CASE("what is wrong is said, and nothing is published") {
  const Publisher publisher;
  const auto workbook = publisher.publish("meeting.md", replaced(kMeeting, "| integer |", "| hologram |"));
  REQUIRE_FALSE(workbook);
  CHECK(workbook.error().message.find("hologram") != std::string::npos);
  CHECK(workbook.error().message.find("row 3") != std::string::npos);
  for (const char* bytes : {"", "not a form", "<h:html", "<html/>", "PK\x03\x04 not a zip"}) {
    INFO(bytes);
    CHECK_FALSE(publisher.publish("form.xlsx", bytes));
    CHECK_FALSE(publisher.publish("form.xml", bytes));
  }
  CHECK(publisher.data.storage->forms(1)->empty());
}

TEST_CASE("the files of a form come with it") {
  const Publisher publisher;
  const std::string with_list =
      replaced(kMeeting, "| | text | who | Who are you? | |", "| | select_one_from_file countries.csv | who | Where are you? | |");
  const auto without = publisher.publish("meeting.md", with_list);
  REQUIRE_FALSE(without);
  CHECK(without.error().code == ErrorCode::not_found);
  CHECK(without.error().message.find("countries.csv") != std::string::npos);
  const std::string countries = "name,label\nca,Canada\n";
  REQUIRE(publisher.publish("meeting.md", with_list, {{"countries.csv", countries}}));
  const auto stored = publisher.data.storage->form_version(1, "meeting", "3");
  REQUIRE(stored->files.size() == 1);
  CHECK(stored->files[0].size == countries.size());
  CHECK_FALSE(publisher.publish("meeting.md", with_list, {{"countries.csv", countries}, {"../evil.csv", "x"}}));
}

TEST_CASE("what the endpoint knows of an XForm") {
  const auto facts = read_form_facts(
      "<h:html xmlns:h=\"h\" xmlns:orx=\"o\"><h:head><model><submission base64RsaPublicKey=\"MII\"/>"
      "<instance><data id=\"x\"/></instance><instance id=\"c\" src=\"jr://file-csv/c.csv\"/>"
      "<bind nodeset=\"/data/a\" type=\"binary\"/><bind nodeset=\"/data/orx:meta/orx:audit\" type=\"binary\"/>"
      "<itext><translation><text><value form=\"image\">jr://images/a.png</value></text></translation></itext></model></h:head>"
      "<h:body><upload ref=\"/data/b\"/></h:body></h:html>");
  REQUIRE(facts);
  CHECK(facts->encrypted);
  CHECK(facts->upload_paths == std::vector<std::string>{"/data/a", "/data/meta/audit", "/data/b"});
  CHECK(facts->media == std::vector<std::string>{"c.csv", "a.png"});
  CHECK_FALSE(read_form_facts("<a>"));
}
