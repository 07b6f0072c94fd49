#include "sync/uploader/server.h"

#include <doctest/doctest.h>

using namespace pilotage;
using namespace pilotage::sync;

TEST_CASE("addresses of projects") {
  CHECK(check_server({.url = "https://collect.example/v1/projects/1"}).has_value());
  CHECK(check_server({.url = "https://collect.example/v1/key/abc/projects/1"}).has_value());
  CHECK(check_server({.url = "https://[2001:db8::1]:8443/"}).has_value());
  for (const char* url : {"", "collect.example", "ftp://collect.example/", "http://collect.example/", "https://ana:sesame@collect.example/",
                          "https://collect.example/?x=1", "https://collect.example/#top", "https:///v1", "file:///etc/passwd"}) {
    INFO(url);
    CHECK(check_server({.url = url}).error().code == ErrorCode::invalid_value);
  }
}

TEST_CASE("paths under a project, with or without a slash at the end") {
  CHECK(url_under({.url = "https://h/v1/projects/1"}, "formList") == "https://h/v1/projects/1/formList");
  CHECK(url_under({.url = "https://h/v1/projects/1/"}, "formList") == "https://h/v1/projects/1/formList");
}

TEST_CASE("addresses in the server's lists stay on the server") {
  const Server server{.url = "https://h.example/v1/key/t/projects/1"};
  CHECK(url_on_server(server, "https://h.example/media/x.png") == "https://h.example/media/x.png");
  CHECK(url_on_server(server, "https://H.example:443/media/x.png").has_value());
  // A server behind a proxy that does not know its public name.
  CHECK(url_on_server(server, "http://localhost:8383/v1/key/t/projects/1/forms/a.xml") ==
        "https://h.example/v1/key/t/projects/1/forms/a.xml");
  for (const char* url : {"https://evil.example/x", "http://h.example/media/x.png", "https://h.example:8443/x", "//evil.example/x", "x.xml",
                          "https://evil.example/v1/key/t/projects/11/x", "file:///etc/passwd", "https://h.example@evil.example/x"}) {
    INFO(url);
    CHECK_FALSE(url_on_server(server, url).has_value());
  }
}

TEST_CASE("tokens and passwords are not shown") {
  CHECK(url_for_people("https://h/v1/key/s3cret/projects/1") == "https://h/v1/key/…/projects/1");
  CHECK(url_for_people("https://h/v1/key/s3cret") == "https://h/v1/key/…");
  CHECK_FALSE(url_for_people("https://ana:sesame@h/v1").contains("sesame"));
  CHECK(url_for_people("https://h/a@b") == "https://h/a@b");
}
