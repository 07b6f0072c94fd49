#include "forms/engine/random_form.h"

#include "support/scenario.h"

namespace pilotage::forms {

using Kind = PlainRule::Kind;

namespace {

constexpr int kQuestions = 6;
constexpr int kCalculations = 10;

std::string_view attribute(Kind kind) {
  switch (kind) {
  case Kind::calculate: return "calculate";
  case Kind::relevant: return "relevant";
  case Kind::required: return "required";
  case Kind::readonly: return "readonly";
  case Kind::constraint: return "constraint";
  default: return "";
  }
}

} // namespace

RandomForm::RandomForm(std::uint32_t seed) : random_(seed) {
  add_tables();
  add_questions();
  add_group();
  add_selects();
  add_rows();
  add_counted();
  add_calculations();
}

std::string RandomForm::document() const {
  const std::string texts =
      "<itext><translation lang=\"en\">" + english_ + "</translation><translation lang=\"fr\">" + french_ + "</translation></itext>";
  return xform(texts + forms::data(instance_) + secondary_ + binds_, body_);
}

Attachments RandomForm::attachments() const { return {{"c.csv", csv_}}; }

void RandomForm::say(Kind kind, const std::string& path, const std::string& expression) {
  plain_.rules.push_back({kind, path, expression});
  if (!attribute(kind).empty())
    binds_ += "<bind nodeset=\"" + path + "\" " + std::string(attribute(kind)) + "=\"" + escaped(expression) + "\"/>";
}

void RandomForm::label(const std::string& path, const std::string& expression) {
  plain_.rules.push_back({Kind::label, path, expression});
  const std::string output = "<output value=\"" + escaped(expression) + "\"/></value></text>";
  english_ += "<text id=\"" + path + "\"><value>en: " + output;
  french_ += "<text id=\"" + path + "\"><value>fr: " + output;
}

void RandomForm::choose(const std::string& control, const std::string& path, const std::string& nodes, const std::string& label) {
  const std::string value = label == "z" ? "x" : "name";
  plain_.itemsets.push_back({path, nodes, value, label});
  body_ += "<" + control + " ref=\"" + path + "\"><itemset nodeset=\"" + escaped(nodes) + "\"><value ref=\"" + value + "\"/><label ref=\"" +
           label + "\"/></itemset></" + control + ">";
}

// "t" stands in the form, "c" comes from a file. Both have regions and kinds from 0 to 3, some of them twice and some without a value.
void RandomForm::add_tables() {
  std::string items;
  csv_ = "name,label,region,kind\n";
  std::string rows;
  for (int i = 0; i < 12; ++i) {
    const std::string name = "n" + std::to_string(i);
    const std::string region = chance(8) ? "" : std::to_string(number(4));
    const std::string kind = std::to_string(number(3));
    const std::string cells =
        "<name>" + name + "</name><label>L" + name + "</label><region>" + region + "</region><kind>" + kind + "</kind>";
    (i % 2 == 0 ? items : rows) += "<item>" + cells + "</item>";
    if (i % 2 != 0) csv_ += name + ",L" + name + "," + region + "," + kind + "\n";
  }
  plain_.tables = {{"t", "<root>" + items + "</root>"}, {"c", "<root>" + rows + "</root>"}};
  secondary_ = "<instance id=\"t\"><root>" + items + "</root></instance><instance id=\"c\" src=\"jr://file-csv/c.csv\"/>";
}

void RandomForm::add_questions() {
  for (int i = 0; i < kQuestions; ++i) {
    const std::string name = "q" + std::to_string(i);
    const std::string path = "/data/" + name;
    instance_ += "<" + name + "/>";
    body_ += "<input ref=\"" + path + "\"><label ref=\"jr:itext('" + path + "')\"/></input>";
    label(path, pick({"/data/q0 + 1", "concat(/data/s1, '/', /data/c2)", "count(/data/row[x > 2])", "../q1"}));
    if (i == 0) continue;
    if (chance(4)) say(Kind::relevant, path, condition(i));
    if (chance(4)) say(Kind::required, path, condition(i));
    if (chance(6)) say(Kind::readonly, path, condition(i));
    if (chance(3))
      say(Kind::constraint, path, pick({". < 9 or /data/q0 = 1", ". != /data/q0", "string-length(.) > 0 and . >= count(/data/row)"}));
  }
}

void RandomForm::add_group() {
  instance_ += "<g><a/><b/></g>";
  body_ += "<group ref=\"/data/g\"><input ref=\"/data/g/a\"/><input ref=\"/data/g/b\"/></group>";
  if (chance(2)) say(Kind::relevant, "/data/g", condition(kQuestions));
  if (chance(3)) say(Kind::readonly, "/data/g", condition(kQuestions));
  if (chance(2)) say(Kind::relevant, "/data/g/b", "../a != 3");
  if (chance(2)) say(Kind::required, "/data/g/a", condition(kQuestions));
}

void RandomForm::add_selects() {
  instance_ += "<s1/><s2/><s3/><s4/><s5/>";
  choose("select1", "/data/s1",
         "instance('t')/root/item[" + pick({"region = /data/q0", "region = current()/../q0", "/data/q0 = region"}) + "]", "label");
  choose("select1", "/data/s2",
         "instance('c')/root/item[" +
             pick({"region = /data/q0 and kind = /data/q1", "kind = /data/q1 and region = current()/../q0",
                   "region = /data/q0 and kind > /data/q1", "region = /data/q0 or name = /data/s1", "region = /data/q0 and kind = 1"}) +
             "]",
         "label");
  choose("select", "/data/s3", "/data/row[" + pick({"x != ''", "x > /data/q2", "x = /data/q2", "inner/w > 1"}) + "]", "z");
  choose(pick({"select", "odk:rank"}), "/data/s4",
         "instance('c')/root/item[" + pick({"kind != /data/q3", "region = /data/q3", "name = /data/s2 or kind = 0"}) + "]", "label");
  choose("select1", "/data/s5", "randomize(instance('t')/root/item[kind = /data/q4], " + pick({"7", "/data/q5", "42"}) + ")", "name");
}

void RandomForm::add_rows() {
  instance_ += "<row jr:template=\"\"><x/><y/><z/><pick/><inner jr:template=\"\"><w/><v/></inner></row>";
  body_ += "<repeat nodeset=\"/data/row\"><input ref=\"/data/row/x\"/><input ref=\"/data/row/y\"/>";
  choose("select1", "/data/row/pick",
         "instance('" + pick({"t", "c"}) + "')/root/item[" +
             pick({"region = current()/../x", "region = current()/../x and kind = current()/../y", "kind = current()/../../q0"}) + "]",
         "label");
  body_ += "<repeat nodeset=\"/data/row/inner\"><input ref=\"/data/row/inner/w\"/></repeat></repeat>";
  say(Kind::calculate, "/data/row/z",
      pick({"../x * 2 + ../y", "position(..) + sum(../inner/w)", "count(../../row) + ../x", "coalesce(../x, ../y)",
            "concat(../pick, ../../q0)", "sum(../../row/x) - ../x", "string(../y)"}));
  say(Kind::calculate, "/data/row/inner/v",
      pick({"../w + ../../x", "position(..)", "sum(../../inner/w)", "position(../..) * 10 + position(..)", "count(../../../row/inner)"}));
  if (chance(2)) say(Kind::relevant, "/data/row/inner", pick({"../x > 3", "/data/q0 > 5", "not(../y = 2)"}));
  if (chance(2)) say(Kind::relevant, "/data/row", pick({"/data/q1 != 4", "/data/q0 < 8"}));
  if (chance(2)) say(Kind::relevant, "/data/row/y", pick({"../x != 1", "position(..) > 1"}));
  if (chance(2)) say(Kind::required, "/data/row/y", pick({"../x > 2", "/data/q1 = 3", "position(..) = 2"}));
  if (chance(2)) say(Kind::readonly, "/data/row/inner", pick({"../x = 4", "/data/q2 = 3"}));
  if (chance(2))
    say(Kind::constraint, "/data/row/inner/w", pick({". < ../../x + 5 or . = 9", ". != /data/q1", ". <= 9 - position(../..)"}));
}

void RandomForm::add_counted() {
  instance_ += "<counted jr:template=\"\"><n/></counted><many/>";
  body_ += "<repeat nodeset=\"/data/counted\" jr:count=\"/data/many\"/>";
  say(Kind::calculate, "/data/many", pick({"/data/q2", "count(/data/row)", "if(/data/q1 > 3, 2, /data/q2)"}));
  say(Kind::count, "/data/counted", "/data/many");
  say(Kind::calculate, "/data/counted/n", pick({"position(..)", "position(..) * /data/q3", "count(../../counted)"}));
}

std::string RandomForm::condition(int below) { return question(below) + pick({" > 3", " = 5", " != ''", " < 7 or /data/q0 = 1"}); }

std::string RandomForm::calculation(int below) {
  const std::string before = below == 0 ? question(kQuestions) : "/data/c" + std::to_string(number(below));
  switch (number(10)) {
  case 0: return before + " + 1";
  case 1: return "if(" + condition(kQuestions) + ", " + before + ", " + question(kQuestions) + ")";
  case 2: return "sum(/data/row/" + pick({"x", "z", "inner/w", "inner/v"}) + ")";
  case 3: return "count(/data/row" + pick({"", "/inner", "/x", "[x > 2]"}) + ") + " + before;
  case 4: return "concat(" + question(kQuestions) + ", '-', " + before + ")";
  case 5: return "concat(/data/" + pick({"s1", "s2", "s3", "s4", "s5", "g/a", "g/b"}) + ", " + before + ")";
  case 6: return "instance('t')/root/item[name = /data/s1]/label";
  case 7: return "count(instance('c')/root/item[region = /data/q0 and kind = /data/q1]) + sum(/data/counted/n)";
  case 8:
    return pick({"join(' ', /data/row/pick)", "indexed-repeat(/data/row/x, /data/row, /data/q1)",
                 "string(/data/row[position() = /data/q2]/x)", "max(/data/row/x)", "count-selected(/data/s3)"});
  default: return "count(/data/row[z > 4]/inner) + sum(/data/row/inner[w > 2]/w)";
  }
}

void RandomForm::add_calculations() {
  for (int i = 0; i < kCalculations; ++i) {
    const std::string name = "c" + std::to_string(i);
    instance_ += "<" + name + "/>";
    say(Kind::calculate, "/data/" + name, calculation(i));
  }
}

} // namespace pilotage::forms
