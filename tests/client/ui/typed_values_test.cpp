// What people type for times and places.
#include "client/ui/typed_values.h"

#include <doctest/doctest.h>

using namespace pilotage::ui;

TEST_CASE("a time of day is read in any usual way") {
  for (const char* typed : {"14:05", "14.05", "14h05", "14 h 05", "1405", "2:05 pm", "02:05PM", " 2.05 p.m. "})
    CHECK_MESSAGE(time_typed(typed) == "14:05:00", typed);
  CHECK(time_typed("9h") == "09:00:00");
  CHECK(time_typed("12 am") == "00:00:00");
  CHECK(time_typed("12 pm") == "12:00:00");
  CHECK(time_typed("") == "");
  for (const char* typed : {"14", "25:00", "12:60", "13 pm", "noon", "1:2:3", "12:5"}) CHECK_MESSAGE(!time_typed(typed), typed);
}

TEST_CASE("a stored time shows hours and minutes") {
  CHECK(time_shown("14:05:00.000+02:00") == "14:05");
  CHECK(time_shown("") == "");
  CHECK(time_shown("soon") == "soon");
}

TEST_CASE("a place is latitude and longitude in degrees") {
  for (const char* typed : {"46.2, 6.15", "46.2,6.15", "46,2 ; 6,15", "46,2 6,15", "46.2 6.15", "46.2° N 6.15° E", "46.2N, 6.15E"})
    CHECK_MESSAGE(place_typed(typed) == "46.2 6.15 0 0", typed);
  CHECK(place_typed("33.9 S, 70.7 W") == "-33.9 -70.7 0 0");
  CHECK(place_typed("33,9° S 70,7° O") == "-33.9 -70.7 0 0");
  CHECK(place_typed("46.2, 6.15, 375") == "46.2 6.15 375 0");
  CHECK(place_typed("46.2 6.15 375.5 4") == "46.2 6.15 375.5 4");
  CHECK(place_typed("  ") == "");
  for (const char* typed : {"46.2", "91 0", "0 181", "here", "46.2 6.15 0 0 0", "E 46.2 6.15"}) CHECK_MESSAGE(!place_typed(typed), typed);
}

TEST_CASE("places are one a line; an area is closed") {
  CHECK(places_typed("1 1\n2 2\n", false) == "1 1 0 0; 2 2 0 0");
  CHECK(places_typed("1 1\n2 2\n3 1", true) == "1 1 0 0; 2 2 0 0; 3 1 0 0; 1 1 0 0");
  CHECK(places_typed("1 1\n2 2\n3 1\n1 1", true) == "1 1 0 0; 2 2 0 0; 3 1 0 0; 1 1 0 0");
  CHECK(places_typed("", false) == "");
  CHECK(!places_typed("1 1", false));
  CHECK(!places_typed("1 1\n2 2", true));
  CHECK(!places_typed("1 1\nthere", false));
}

TEST_CASE("what is stored reads back as itself") {
  CHECK(places_shown("46.2 6.15 0 0") == "46.2, 6.15");
  CHECK(places_shown("46.2 6.15 375 4") == "46.2, 6.15, 375, 4");
  for (const char* stored : {"46.2 6.15 0 0", "-33.9 -70.7 375.5 4"}) CHECK(place_typed(places_shown(stored)) == stored);
  CHECK(places_typed(places_shown("1 1 0 0; 2 2 5 0"), false) == "1 1 0 0; 2 2 5 0");
}
