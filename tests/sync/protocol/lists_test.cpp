// Form lists and manifests: what we write we read, what ODK Central and KoboToolbox write we read, what is wrong we refuse.
#include "sync/protocol/form_list.h"
#include "sync/protocol/manifest.h"

#include <doctest/doctest.h>

using namespace pilotage;
using namespace pilotage::sync;

namespace {

std::string form_list_with(const std::string& inside) {
  return "<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">" + inside + "</xforms>";
}
std::string manifest_with(const std::string& inside) {
  return "<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\">" + inside + "</manifest>";
}
std::string media(const std::string& name) {
  return "<mediaFile><filename>" + name +
         "</filename><hash>md5:00112233445566778899aabbccddeeff</hash><downloadUrl>https://h/x</downloadUrl></mediaFile>";
}

} // namespace

TEST_CASE("a form list survives the wire, whatever is in its titles") {
  const std::vector<ListedForm> forms = {
      {.form_id = "visit",
       .name = "Visit <1> & \"more\" — é",
       .version = "2024.1",
       .md5 = std::string(32, 'a'),
       .download_url = "https://h/a?x=1&y=2"},
      {.form_id = "b", .name = "B", .description = "two\nlines", .download_url = "https://h/b", .manifest_url = "https://h/b/manifest"}};
  CHECK(read_form_list(write_form_list(forms))->forms == forms);
  CHECK(read_form_list(write_form_list({}))->forms.empty());
}

TEST_CASE("a form list as other servers write it: prefixes, white space, CDATA, unknown elements, no name") {
  const auto list = read_form_list(R"(<?xml version="1.0"?>
    <o:xforms xmlns:o="http://openrosa.org/xforms/xformsList"><!-- by hand -->
      <o:xform><o:formID> visit </o:formID><o:version/><o:hash>md5:00112233445566778899AABBCCDDEEFF</o:hash>
        <o:downloadUrl><![CDATA[https://h/a?x=1&y=2]]></o:downloadUrl><o:majorMinorVersion>1</o:majorMinorVersion></o:xform>
      <o:group>ignored</o:group>
    </o:xforms>)");
  REQUIRE(list.has_value());
  REQUIRE(list->forms.size() == 1);
  CHECK(list->forms.at(0) ==
        ListedForm{.form_id = "visit", .name = "visit", .md5 = "00112233445566778899aabbccddeeff", .download_url = "https://h/a?x=1&y=2"});
}

TEST_CASE("a hash that cannot be used is none, and the rest of the list stays") {
  for (const std::string hash : {"", "md5:", "md5:1", "sha1:00112233445566778899aabbccddeeff", "00112233445566778899aabbccddeeff"}) {
    INFO(hash);
    const auto list = read_form_list(form_list_with("<xform><formID>a</formID><hash>" + hash +
                                                    "</hash><downloadUrl>https://h/a</downloadUrl></xform>"
                                                    "<xform><formID>b</formID><downloadUrl>https://h/b</downloadUrl></xform>"));
    REQUIRE(list.has_value());
    REQUIRE(list->forms.size() == 2);
    CHECK(list->forms.at(0).md5.empty());
    const auto manifest = read_manifest(manifest_with("<mediaFile><filename>b.csv</filename><hash>" + hash +
                                                      "</hash><downloadUrl>https://h/b</downloadUrl></mediaFile>" + media("a.csv")));
    REQUIRE(manifest.has_value());
    REQUIRE(manifest->size() == 2);
    CHECK(manifest->at(0).md5.empty());
    CHECK(manifest->at(1).md5 == "00112233445566778899aabbccddeeff");
  }
}

TEST_CASE("form lists that are none") {
  for (const auto& xml : {std::string(), std::string("hello"), std::string("<html/>"), std::string("<xforms>"),
                          form_list_with("<xform><formID>a\xff</formID><downloadUrl>https://h</downloadUrl></xform>")}) {
    INFO(xml);
    const auto list = read_form_list(xml, "https://h/formList");
    REQUIRE_FALSE(list.has_value());
    CHECK(list.error().code == ErrorCode::malformed);
  }
}

TEST_CASE("a form that the list gives in a way that cannot be used is left out and named, and the others stay") {
  const std::string good = "<xform><formID>good</formID><downloadUrl>https://h/good</downloadUrl></xform>";
  const std::string address = "<downloadUrl>https://h</downloadUrl>";
  struct Case {
    std::string inside;
    std::string form_id;
    std::string says;
  };
  for (const auto& [inside, form_id, says] :
       {Case{"", "", "The id of form 2 in the server's list is empty."},
        Case{"<formID>a&#10;b</formID>" + address, "", "The id of form 2 in the server's list has a control character."},
        Case{"<formID>a</formID><version>1&#10;2</version>" + address, "a",
             "The version that the server's list gives the form \"a\" has a control character."},
        Case{"<formID>a</formID>", "a", "The server's list gives no address for the form \"a\"."}}) {
    INFO(inside);
    const auto list = read_form_list(form_list_with(good + "<xform>" + inside + "</xform>" + good), "https://h/formList");
    REQUIRE(list.has_value());
    CHECK(list->forms.size() == 2);
    REQUIRE(list->left_out.size() == 1);
    CHECK(list->left_out[0].form_id == form_id);
    CHECK(list->left_out[0].error.code == ErrorCode::malformed);
    CHECK(list->left_out[0].error.message == says + " It was left out; ask the host to correct it.");
  }
}

TEST_CASE("lists without end, and entities that would grow, are refused or harmless") {
  std::string many;
  for (int i = 0; i < 20'001; ++i) many += "<xform><formID>a</formID><downloadUrl>u</downloadUrl></xform>";
  CHECK(read_form_list(form_list_with(many)).error().code == ErrorCode::limit_exceeded);
  many.clear();
  for (int i = 0; i < 20'001; ++i) many += "<xform/>";
  CHECK(read_form_list(form_list_with(many)).error().code == ErrorCode::limit_exceeded);
  CHECK(read_form_list(std::string((16 << 20) + 1, ' ')).error().code == ErrorCode::limit_exceeded);
  const auto bomb = read_form_list("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>" +
                                   form_list_with("<xform><formID>&b;</formID><downloadUrl>u</downloadUrl></xform>"));
  CHECK((!bomb || bomb->forms.at(0).form_id == "&b;"));
}

TEST_CASE("control characters do not get through, neither raw nor as references") {
  for (const char* url : {"https://h/\x17x", "https://h/&#x17;x"}) {
    const auto list =
        read_form_list(form_list_with("<xform><formID>a</formID><downloadUrl>" + std::string(url) + "</downloadUrl></xform>"));
    REQUIRE(list.has_value());
    CHECK(list->forms.at(0).download_url == "https://h/\xef\xbf\xbdx");
    CHECK(read_form_list(write_form_list(list->forms))->forms == list->forms);
  }
}

TEST_CASE("a manifest survives the wire") {
  const std::vector<ManifestFile> files = {{.name = "img/été.png", .md5 = std::string(32, '0'), .download_url = "https://h/1?a&b"},
                                           {.name = "people.csv", .download_url = "https://h/2", .entity_list = true}};
  CHECK(read_manifest(write_manifest(files)) == files);
}

TEST_CASE("manifests with names that lead elsewhere, twice the same name or no address are refused") {
  CHECK(read_manifest(manifest_with(media("a.csv") + media("b/a.csv"))).has_value());
  for (const auto& inside : {media("../a.csv"), media("/a.csv"), media(""), media("a\\b"),
                             media("a.csv") + "<mediaFile><filename>a.csv</filename><downloadUrl>https://h/other</downloadUrl></mediaFile>",
                             std::string("<mediaFile><filename>a.csv</filename></mediaFile>")}) {
    INFO(inside);
    const auto manifest = read_manifest(manifest_with(inside), "https://h/manifest");
    REQUIRE_FALSE(manifest.has_value());
    CHECK(manifest.error().code == ErrorCode::malformed);
  }
  CHECK_FALSE(read_manifest("<xforms/>").has_value());
}

TEST_CASE("a file that the manifest has twice with the same address and hash is one file") {
  const auto manifest = read_manifest(manifest_with(media("a.csv") + media("b.csv") + media("a.csv")));
  REQUIRE(manifest.has_value());
  REQUIRE(manifest->size() == 2);
  CHECK(manifest->at(0).name == "a.csv");
}
