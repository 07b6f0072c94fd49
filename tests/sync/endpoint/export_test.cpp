// Submissions as tables: the CSV, and the zip in the layout of ODK's exports.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <map>

#include "sync/endpoint/household.h"
#include "sync/protocol/batch.h"

using namespace pilotage;
using namespace pilotage::test;

namespace {

std::map<std::string, std::string> unzipped(const std::string& bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  REQUIRE_MESSAGE(archive != nullptr, zip_error_strerror(&error));
  std::map<std::string, std::string> files;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    zip_stat_t about;
    REQUIRE(zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &about) == 0);
    std::string content(about.size, '\0');
    zip_file_t* file = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
    REQUIRE(file != nullptr);
    REQUIRE(zip_fread(file, content.data(), content.size()) == static_cast<zip_int64_t>(content.size()));
    zip_fclose(file);
    files[zip_get_name(archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS)] = content;
  }
  zip_close(archive);
  return files;
}

std::size_t lines_in(std::string_view text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

std::string url_of(const Campaign& campaign, const std::string& path) { return campaign.project() + "/forms/household/" + path; }

// The moments of submission as "T": they differ from run to run.
std::string timeless(std::string csv) {
  for (auto at = csv.find("\n20"); at != std::string::npos; at = csv.find("\n20", at)) csv.replace(at + 1, csv.find(',', at) - at - 1, "T");
  return csv;
}

} // namespace

TEST_CASE("one row a submission, with its latest answers, and columns as Central names them") {
  Campaign campaign;
  campaign.publish(household_form());
  const std::string header = "SubmissionDate,head,home-place-Latitude,home-place-Longitude,home-place-Altitude,home-place-Accuracy,photo,"
                             "meta-instanceID,KEY,SubmitterID,SubmitterName,AttachmentsPresent,AttachmentsExpected,Status,ReviewState,"
                             "DeviceID,Edits,FormVersion\r\n";
  CHECK(campaign.coordinator().get(url_of(campaign, "submissions.csv")).body == header);

  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(1), "Ann, \"A\"", "<place>1.5 -2 0 4</place>", "a.jpg"))).status == 201);
  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(2), "Bo"))).status == 201);
  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(3), "Bob", "", "", numbered_id(2)))).status == 201);
  const Answer csv = campaign.coordinator().get(url_of(campaign, "submissions.csv"));
  CHECK(csv.header("content-type") == "text/csv; charset=utf-8");
  CHECK(timeless(csv.body) ==
        fmt::format(
            "{0}T,Bob,,,,,,{3},{2},1,Laptop 7,0,0,,edited,,1,1\r\nT,\"Ann, \"\"A\"\"\",1.5,-2,0,4,a.jpg,{1},{1},1,Laptop 7,0,1,,,,0,1\r\n",
            header, numbered_id(1), numbered_id(2), numbered_id(3)));
  CHECK(campaign.coordinator().get(url_of(campaign, "submissions.csv?groupPaths=false")).body.find(",place-Latitude,") !=
        std::string::npos);
  CHECK(campaign.coordinator().get(campaign.project() + "/forms/none/submissions.csv").status == 404);
}

TEST_CASE("the zip holds each repeat as a table of its own, and the attachments") {
  Campaign campaign;
  campaign.publish(household_form());
  const std::string people =
      "<person><name>Ann</name><pet><kind>cat</kind></pet><pet><kind>dog</kind></pet></person><person><name>Cy</name></person>";
  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(1), "Ann", people, "é.jpg")).file("é.jpg", "of Ann")).status == 201);
  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(2), "Bo", "", "é.jpg")).file("é.jpg", "of Bo")).status == 201);
  const Answer zip = campaign.coordinator().get(url_of(campaign, "submissions.csv.zip"));
  REQUIRE(zip.status == 200);
  CHECK(zip.header("content-disposition") == "attachment; filename=\"household.zip\"; filename*=UTF-8''household.zip");
  auto files = unzipped(zip.body);
  REQUIRE(files.size() == 5);
  CHECK(lines_in(files["household.csv"]) == 3);
  const std::string first = numbered_id(1) + "/home/person[1]";
  CHECK(files["household-person.csv"] ==
        fmt::format("name,PARENT_KEY,KEY\r\nAnn,{0},{0}/home/person[1]\r\nCy,{0},{0}/home/person[2]\r\n", numbered_id(1)));
  CHECK(files["household-pet.csv"] == fmt::format("kind,PARENT_KEY,KEY\r\ncat,{0},{0}/pet[1]\r\ndog,{0},{0}/pet[2]\r\n", first));
  // Two photos of one name: neither is lost.
  CHECK(files["media/é.jpg"] == "of Bo");
  std::string folder = numbered_id(1);
  folder[4] = '_'; // the colon of "uuid:"
  CHECK(files["media/" + folder + "/é.jpg"] == "of Ann");
  CHECK(unzipped(campaign.coordinator().get(url_of(campaign, "submissions.csv.zip?attachments=false")).body).size() == 3);
}

TEST_CASE("what laptops noted of the filling in comes as one table") {
  Campaign campaign;
  endpoint::FormVersion form = household_form();
  form.upload_paths = {"/data/photo", "/data/meta/audit"};
  campaign.publish(form);
  const auto with_audit = [](std::string xml) { return xml.replace(xml.find("</orx:meta>"), 0, "<orx:audit>audit.csv</orx:audit>"); };
  const auto post = [&](int number, const std::string& audit, const std::string& photo = "") {
    MultipartText body = MultipartText().xml(with_audit(household(numbered_id(number), "A", "", photo))).file("audit.csv", audit);
    if (!photo.empty()) body.file(photo, "a photo");
    REQUIRE(campaign.post(body).status == 201);
  };
  // Other columns, in another order; a byte order mark, blank lines, line breaks and quotes within a value; a row that is cut off.
  post(1, "event,node,start,end,old-value,new-value\nquestion,/data/head,10,20,,\"a \"\"b\"\",\nc\"\nform exit,,30,\n", "a.jpg");
  post(2, "\xEF\xBB\xBFnode,event,start,user,latitude\r\n\r\n/data/photo,question,5,Eve,1.5\r\n,form start");
  std::string long_one = "event,node\n";
  for (int i = 0; i < 40'000; ++i) long_one += fmt::format("question,/data/{:06}\n", i);
  post(3, long_one);
  REQUIRE(campaign.post(MultipartText().xml(with_audit(household(numbered_id(4), "A")))).status == 201); // it has not come yet
  // Of this name, and no audit: the answer to a question.
  REQUIRE(campaign.post(MultipartText().xml(household(numbered_id(5), "A", "", "audit.csv")).file("audit.csv", "a table")).status == 201);
  REQUIRE(campaign.post(MultipartText().xml(with_audit(household(numbered_id(6), "A"))).file("audit.csv", "")).status == 201);

  auto files = unzipped(campaign.coordinator().get(url_of(campaign, "submissions.csv.zip")).body);
  CHECK(files["media/a.jpg"] == "a photo");
  CHECK(files["media/audit.csv"] == "a table");
  CHECK(files.size() == 6); // three tables, this one, and two files
  std::string& audits = files["household - audit.csv"];
  std::string rows;
  for (int i = 0; i < 40'000; ++i) rows += fmt::format("{},question,/data/{:06},,,,,,,\r\n", numbered_id(3), i);
  CHECK(audits.find(rows) != std::string::npos);
  audits.erase(audits.find(rows), rows.size());
  CHECK(audits == fmt::format("instance ID,event,node,start,end,latitude,longitude,accuracy,old-value,new-value\r\n"
                              "{1},question,/data/photo,5,,1.5,,,,\r\n{1},form start,,,,,,,,\r\n"
                              "{0},question,/data/head,10,20,,,,,\"a \"\"b\"\",\nc\"\r\n{0},form exit,,30,,,,,,\r\n",
                              numbered_id(1), numbered_id(2)));
  CHECK(unzipped(campaign.coordinator().get(url_of(campaign, "submissions.csv.zip?attachments=false")).body).size() == 3);
}

TEST_CASE("what a form with a key took stays sealed, and says so") {
  Campaign campaign;
  endpoint::FormVersion form = household_form();
  form.encrypted = true;
  campaign.publish(form);
  REQUIRE(campaign
              .post(MultipartText()
                        .xml("<data id=\"household\" version=\"1\" encrypted=\"yes\" xmlns=\"http://opendatakit.org/submissions\">"
                             "<base64EncryptedKey>a</base64EncryptedKey><orx:meta xmlns:orx=\"o\"><orx:instanceID>" +
                             numbered_id(1) + "</orx:instanceID></orx:meta><encryptedXmlFile>submission.xml.enc</encryptedXmlFile>" +
                             "<base64EncryptedElementSignature>a</base64EncryptedElementSignature></data>")
                        .file("submission.xml.enc", "sealed"))
              .status == 201);
  const std::string csv = campaign.coordinator().get(url_of(campaign, "submissions.csv")).body;
  CHECK(csv.find("," + numbered_id(1) + ",1,Laptop 7,1,1,not decrypted,") != std::string::npos);
}

TEST_CASE("many pages come whole, and the questions of older versions when they are asked for") {
  Campaign campaign;
  endpoint::FormVersion newer = household_form();
  campaign.publish(newer);
  newer.version = "2";
  newer.xform.replace(newer.xform.find("<head/>"), 7, "<chief/>");
  newer.sha256 = "other";
  campaign.publish(newer);
  constexpr int kMany = 1'203; // more than two pages
  HttpClient collector = campaign.collector();
  std::vector<sync::BatchItem> items;
  for (int i = 0; i < kMany; ++i) {
    items.push_back({.instance_id = numbered_id(i), .xml = household(numbered_id(i), "Ann"), .incomplete = false});
    if (items.size() < sync::kMaxBatchItems && i + 1 < kMany) continue;
    const Answer sent = collector.send("POST", campaign.project() + "/batch", sync::kBatchContentType, *sync::write_batch(items));
    REQUIRE(sent.status == 200);
    const auto outcomes = sync::read_batch_answer(sent.body);
    REQUIRE(outcomes);
    for (const sync::BatchOutcome& outcome : *outcomes) REQUIRE(outcome.status == 201);
    items.clear();
  }
  const std::string csv = campaign.coordinator().get(url_of(campaign, "submissions.csv?deletedFields=true")).body;
  CHECK(lines_in(csv) == kMany + 1);
  for (int i = 0; i < kMany; ++i) REQUIRE(csv.find("," + numbered_id(i) + ",1,") != std::string::npos);
  CHECK(csv.find(",chief,") < csv.find(",head,"));
  CHECK(csv.find(",Ann,") != std::string::npos);
  CHECK(campaign.coordinator().get(url_of(campaign, "submissions.csv")).body.find("Ann") == std::string::npos);
}
