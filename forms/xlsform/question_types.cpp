#include "forms/xlsform/question_types.h"

#include <algorithm>
#include <array>
#include <string>

#include "forms/xlsform/text.h"

namespace pilotage::forms::xlsform {
namespace {

constexpr QuestionType input(std::string_view name, std::string_view data_type) {
  return {.name = name, .control = "input", .data_type = data_type};
}

constexpr QuestionType upload(std::string_view name, std::string_view mediatype) {
  return {.name = name, .control = "upload", .data_type = "binary", .mediatype = mediatype};
}

constexpr QuestionType control(std::string_view name, std::string_view tag, std::string_view data_type) {
  return {.name = name, .control = tag, .data_type = data_type};
}

constexpr QuestionType note(std::string_view name) { return {.name = name, .control = "input", .data_type = "string", .readonly = true}; }

constexpr QuestionType hidden(std::string_view name, std::string_view data_type) { return {.name = name, .data_type = data_type}; }

constexpr QuestionType property(std::string_view name, std::string_view parameter) {
  return {.name = name, .data_type = "string", .preload = "property", .preload_parameter = parameter};
}

constexpr QuestionType moment(std::string_view name, std::string_view parameter) {
  return {.name = name, .data_type = "dateTime", .preload = "timestamp", .preload_parameter = parameter};
}

constexpr QuestionType today(std::string_view name) {
  return {.name = name, .data_type = "date", .preload = "date", .preload_parameter = "today"};
}

constexpr QuestionType count(std::string_view name, std::string_view constraint, std::string_view hint) {
  return {.name = name, .control = "input", .data_type = "int", .constraint = constraint, .hint = hint};
}

constexpr auto kTypes = std::to_array<QuestionType>({
    input("text", "string"),
    input("string", "string"),
    input("q string", "string"),
    input("add text prompt", "string"),
    input("integer", "int"),
    input("int", "int"),
    input("q int", "int"),
    input("add integer prompt", "int"),
    input("decimal", "decimal"),
    input("q decimal", "decimal"),
    input("add decimal prompt", "decimal"),
    input("date", "date"),
    input("q date", "date"),
    input("add date prompt", "date"),
    input("time", "time"),
    input("dateTime", "dateTime"),
    input("datetime", "dateTime"),
    input("date time", "dateTime"),
    input("q dateTime", "dateTime"),
    input("q date time", "dateTime"),
    input("add dateTime prompt", "dateTime"),
    input("add date time prompt", "dateTime"),
    input("geopoint", "geopoint"),
    input("gps", "geopoint"),
    input("location", "geopoint"),
    input("q geopoint", "geopoint"),
    input("q location", "geopoint"),
    input("add location prompt", "geopoint"),
    input("geotrace", "geotrace"),
    input("q geotrace", "geotrace"),
    input("geoshape", "geoshape"),
    input("q geoshape", "geoshape"),
    input("barcode", "barcode"),
    input("q barcode", "barcode"),
    input("add barcode prompt", "barcode"),
    input("select one external", "string"),
    note("note"),
    note("q note"),
    note("add note prompt"),
    control("select one", "select1", "string"),
    control("select all that apply", "select", "string"),
    control("rank", "odk:rank", "odk:rank"),
    control("range", "range", "int"),
    control("acknowledge", "trigger", "string"),
    control("q acknowledge", "trigger", "string"),
    control("add acknowledge prompt", "trigger", "string"),
    control("trigger", "trigger", ""),
    upload("photo", "image/*"),
    upload("q picture", "image/*"),
    upload("q image", "image/*"),
    upload("audio", "audio/*"),
    upload("q audio", "audio/*"),
    upload("video", "video/*"),
    upload("q video", "video/*"),
    upload("file", "application/*"),
    upload("osm", "osm/*"),
    hidden("calculate", "string"),
    hidden("q calculate", "string"),
    hidden("add calculate prompt", "string"),
    hidden("hidden", "string"),
    hidden("audit", "binary"),
    hidden("start-geopoint", "geopoint"),
    hidden("background-geopoint", "geopoint"),
    hidden("background-audio", "binary"),
    moment("start", "start"),
    moment("start time", "start"),
    moment("get start time", "start"),
    moment("end", "end"),
    moment("end time", "end"),
    moment("get end time", "end"),
    today("today"),
    today("get today"),
    property("deviceid", "deviceid"),
    property("device id", "deviceid"),
    property("get device id", "deviceid"),
    property("subscriberid", "subscriberid"),
    property("subscriber id", "subscriberid"),
    property("get subscriber id", "subscriberid"),
    property("simserial", "simserial"),
    property("sim id", "simserial"),
    property("get sim id", "simserial"),
    property("phonenumber", "phonenumber"),
    property("get phone number", "phonenumber"),
    property("username", "username"),
    property("email", "email"),
    property("uri:deviceid", "uri:deviceid"),
    property("uri:subscriberid", "uri:subscriberid"),
    property("uri:simserial", "uri:simserial"),
    property("uri:phonenumber", "uri:phonenumber"),
    property("uri:username", "uri:username"),
    property("uri:email", "uri:email"),
    count("percentage", "0 <= . and . <= 100", ""),
    count("number of days in last month", "0 <= . and . <= 31", "Enter a number 0-31."),
    count("number of days in last six months", "0 <= . and . <= 183", "Enter a number 0-183."),
    count("number of days in last year", "0 <= . and . <= 365", "Enter a number 0-365."),
    QuestionType{.name = "phone number",
                 .control = "input",
                 .data_type = "string",
                 .constraint = "regex(., '^\\d*$')",
                 .hint = "Enter numbers only."},
});

constexpr auto kAliases = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"imei", "deviceid"},
    {"image", "photo"},
    {"add image prompt", "photo"},
    {"add photo prompt", "photo"},
    {"add audio prompt", "audio"},
    {"add video prompt", "video"},
    {"add file prompt", "file"},
});

} // namespace

const QuestionType* find_question_type(std::string_view name) {
  for (const auto& [alias, target] : kAliases) {
    if (alias == name) return find_question_type(target);
  }
  const auto found = std::find_if(kTypes.begin(), kTypes.end(), [name](const QuestionType& type) { return type.name == name; });
  return found == kTypes.end() ? nullptr : &*found;
}

std::string_view similar_question_type(std::string_view name) {
  constexpr auto kOthers =
      std::to_array<std::string_view>({"select_one", "select_multiple", "select_one_from_file", "select_multiple_from_file", "begin_group",
                                       "begin_repeat", "end_group", "end_repeat", "image", "csv-external", "xml-external"});
  const std::string wanted = lower(name.substr(0, name.starts_with("select") ? name.find(' ') : name.size()));
  std::string_view best;
  std::size_t least = 3;
  const auto consider = [&](std::string_view candidate) {
    const std::size_t distance = edit_distance(wanted, lower(candidate));
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  };
  for (const QuestionType& type : kTypes) consider(type.name);
  for (const std::string_view other : kOthers) consider(other);
  return best;
}

} // namespace pilotage::forms::xlsform
