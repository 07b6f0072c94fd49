#include "bench/forms/works.h"

#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>

#include "bench/forms/measuring.h"
#include "forms/engine/form_session.h"
#include "support/or_throw.h"

namespace pilotage::bench {

namespace {

using namespace pilotage::forms;
using tests::or_throw;

// A file and what comes with it, read before the clock starts.
struct Files {
  std::string form;
  Attachments attachments;

  Files(const std::string& dir, const std::string& name) : form(read_file(dir + "/" + name + ".xml")) {
    if (name.ends_with("-csv")) {
      const std::string items = name.find("100k") != std::string::npos ? "items-100k.csv" : "items-10k.csv";
      attachments[items] = read_file(dir + "/" + items);
    }
  }
};

FormSession open(const Files& files) {
  return or_throw(FormSession::start(or_throw(FormDefinition::parse(files.form, files.attachments)), fixed_environment()));
}
FormSession open(const std::string& dir, const std::string& name) { return open(Files(dir, name)); }

void answer(FormSession& session, Node node, std::string_view value) {
  if (or_throw(session.answer(node, value)).refused != Invalidity::none) throw std::runtime_error("an answer was refused");
}

Work parse_and_init(const std::string& form, double target, const std::string& javarosa) {
  return {"parse + init " + form, true, target, javarosa, false, [form](const std::string& dir) {
            const Files files(dir, form);
            std::optional<FormSession> session; // outlives the clock: taking it down is not part of opening it
            return once([&] { session.emplace(open(files)); });
          }};
}

Work answer_x(const std::string& form, double target, const std::string& javarosa) {
  return {"answer x: " + form, false, target, javarosa, false, [form](const std::string& dir) {
            FormSession session = open(dir, form);
            const Node x = *session.find("/data/x");
            std::string value;
            return median(2'000, [&](int run) {
              value = std::to_string(run % 97);
              answer(session, x, value);
            });
          }};
}

// Choices of the village after another region each time: one that was seen before, or the same.
Work choices(const std::string& form, bool same, double target, const std::string& javarosa) {
  return {
      "choices " + form + (same ? ", same region" : ", new region"), false, target, javarosa, false, [form, same](const std::string& dir) {
        FormSession session = open(dir, form);
        const Node state = *session.find("/data/state");
        const Node region = *session.find("/data/region");
        const Item village = *session.question(*session.find("/data/village"));
        char name[16];
        std::size_t seen = 0;
        const double time = median(400, [&](int run) {
          const int number = same ? 7 : run % 50;
          std::snprintf(name, sizeof name, "r%04d", number);
          if (session.value(state) != "s00") answer(session, state, "s00");
          if (session.value(region) != name) answer(session, region, name);
          seen += session.choices(village).size();
        });
        if (seen == 0) throw std::runtime_error("no choices");
        return time;
      }};
}

void fill(FormSession& session, const Item& parent, std::vector<std::pair<Node, std::string>>& answers) {
  for (const Item& item : session.children(parent)) {
    if (item.kind != Item::Kind::question) {
      fill(session, item, answers);
      continue;
    }
    const ControlKind kind = session.control_kind(item);
    answers.emplace_back(item.node, kind == ControlKind::select_one                ? session.choices(item)[2].value
                                    : session.data_type(item) == DataType::integer ? "42"
                                                                                   : "some text");
  }
}

struct Filled {
  FormSession session;
  std::vector<std::pair<Node, std::string>> answers;
};

Filled filled(const std::string& dir, const std::string& form, double* time = nullptr) {
  Filled filled{open(dir, form), {}};
  fill(filled.session, filled.session.body(), filled.answers);
  const double taken = once([&] {
    for (const auto& [node, value] : filled.answers) answer(filled.session, node, value);
  });
  if (time != nullptr) *time = taken;
  return filled;
}

double grow(const std::string& dir, const std::string& form, int instances) {
  FormSession session = open(dir, form);
  return once([&] {
    for (int i = 1; i <= instances; ++i) {
      or_throw(session.add_repeat("/data/rep"));
      const std::string rep = "/data/rep[" + std::to_string(i) + "]";
      answer(session, *session.find(rep + "/name"), "person");
      answer(session, *session.find(rep + "/x"), std::to_string(i % 97));
      answer(session, *session.find(rep + "/y"), std::to_string(i % 13));
      answer(session, *session.find(rep + "/s"), "c2");
    }
  });
}

Work peak(const std::string& form, double target, const std::string& javarosa) {
  return {"peak memory " + form, true, target, javarosa, true, [form](const std::string& dir) {
            const FormSession session = open(dir, form);
            return peak_memory();
          }};
}

void add_repeats(std::vector<Work>& all) {
  for (const std::string suffix : {"", "-calc"}) {
    all.push_back(
        {"add the 1,001st: repeat-1000" + suffix, false, suffix.empty() ? 0.020 : 0, "4.8", false, [suffix](const std::string& dir) {
           FormSession session = open(dir, "repeat-1000" + suffix);
           return median(200, [&](int) { or_throw(session.add_repeat("/data/rep")); });
         }});
    all.push_back({"change one x: repeat-1000" + suffix, false, suffix.empty() ? 0.005 : 0, "3.6", false, [suffix](const std::string& dir) {
                     FormSession session = open(dir, "repeat-1000" + suffix);
                     const Node x = *session.find("/data/rep[500]/x");
                     return median(2'000, [&](int run) { answer(session, x, std::to_string(run % 50)); });
                   }});
    all.push_back({"remove one: repeat-1000" + suffix, false, 0, "", false, [suffix](const std::string& dir) {
                     FormSession session = open(dir, "repeat-1000" + suffix);
                     return median(100, [&](int) { or_throw(session.remove_repeat("/data/rep[500]")); });
                   }});
    all.push_back({"grow repeat-0" + suffix + " to 1,000", false, suffix.empty() ? 10.0 : 0, "1,526", false,
                   [suffix](const std::string& dir) { return grow(dir, "repeat-0" + suffix, 1'000); }});
    all.push_back({"grow repeat-0" + suffix + " to 10,000", false, 0, "", false,
                   [suffix](const std::string& dir) { return grow(dir, "repeat-0" + suffix, 10'000); }});
  }
}

void add_flat(std::vector<Work>& all) {
  all.push_back({"fill every question of flat-2000", false, 3.0, "", false, [](const std::string& dir) {
                   double time = 0;
                   filled(dir, "flat-2000", &time);
                   return time;
                 }});
  all.push_back({"validate flat-2000", false, 1.0, "1,046 (cold)", false, [](const std::string& dir) {
                   const Filled form = filled(dir, "flat-2000");
                   return median(50, [&](int) {
                     if (!form.session.validate().empty()) throw std::runtime_error("it is not valid");
                   });
                 }});
  all.push_back({"serialise flat-2000", false, 0.5, "20.5", false, [](const std::string& dir) {
                   const Filled form = filled(dir, "flat-2000");
                   return median(50, [&](int) {
                     if (form.session.serialise().empty()) std::abort();
                   });
                 }});
  all.push_back({"switch language flat-2000-itext3", false, 0, "", false, [](const std::string& dir) {
                   FormSession session = open(dir, "flat-2000-itext3");
                   return median(50, [&](int run) { or_throw(session.set_language("lang" + std::to_string(run % 3))); });
                 }});
}

} // namespace

std::vector<Work> works() {
  std::vector<Work> all = {
      parse_and_init("flat-500", 0, "211"),
      parse_and_init("flat-2000", 8, "577"),
      parse_and_init("flat-10000", 45, "5,160"),
      parse_and_init("flat-2000-itext3", 25, "841"),
      parse_and_init("cascade-100k", 80, "1,592"),
      parse_and_init("cascade-100k-csv", 30, "450"),
      answer_x("chain-1", 0.001, "0.004"),
      answer_x("chain-100", 0, "0.23"),
      answer_x("chain-1000", 0.150, "10.6"),
      answer_x("fan-1000", 0.150, "8.6"),
      choices("cascade-100k", false, 0.020, "1.8"),
      choices("cascade-100k", true, 0, "0.004"),
      choices("cascade-100k-and", false, 0.020, "117"),
      choices("cascade-100k-csv", false, 0.020, ""),
  };
  add_repeats(all);
  add_flat(all);
  all.push_back(peak("flat-2000", 0, "113"));
  all.push_back(peak("flat-10000", 40, "312"));
  all.push_back(peak("cascade-100k", 60, "743"));
  return all;
}

} // namespace pilotage::bench
