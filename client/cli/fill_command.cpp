#include "client/cli/fill_command.h"

#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "client/session/answer_file.h"
#include "client/session/filling.h"
#include "client/store/form_library.h"
#include "client/store/projects.h"

namespace pilotage::cli {

namespace {

struct FillOptions {
  std::string form, answers, language, project;
  bool finalize = false, want_json = false;
};

std::string_view in_words(forms::Invalidity why) {
  switch (why) {
  case forms::Invalidity::required: return "an answer is required";
  case forms::Invalidity::constraint: return "its constraint does not hold";
  case forms::Invalidity::type: return "the value does not fit its type";
  case forms::Invalidity::none: break;
  }
  return "it is not valid";
}

// Takes the draft back: a file of answers makes a whole response, or none.
[[noreturn]] void give_up(session::Filling& filling, const std::string& why) {
  const auto discarded = filling.discard(filling.request_discard());
  if (!discarded) stop(why + "\nThe draft could not be taken back: " + discarded.error().to_string());
  stop(why);
}

void finalize(session::Filling& filling) {
  std::string problems;
  for (const forms::Problem& problem : filling.review()) {
    const std::string message = problem.message.empty() ? std::string(in_words(problem.why)) : problem.message;
    problems += (problems.empty() ? "" : "\npilotctl: ") + filling.form().ref(problem.node) + ": " + message;
  }
  if (!problems.empty()) give_up(filling, problems);
  if (const auto done = filling.finalize(); !done) give_up(filling, done.error().to_string());
}

void print(store::Store& store, store::ResponseId id, bool want_json) {
  const auto response = or_stop(store::Responses(store).get(id));
  if (want_json)
    std::cout << nlohmann::json({{"instance_id", response.instance_id},
                                 {"form_id", response.form_id},
                                 {"state", store::name(response.state)},
                                 {"sha256", response.content_hash}})
                     .dump(2)
              << "\n";
  else
    std::cout << response.instance_id << " " << store::name(response.state) << "\n";
}

void fill(const Globals& globals, const FillOptions& options) {
  const std::string answers = read_file(options.answers);
  const auto folder = options.answers == "-" ? std::filesystem::current_path() : std::filesystem::absolute(options.answers).parent_path();
  store::Store store = open_store(globals);
  std::optional<store::ProjectId> project;
  if (!options.project.empty()) project = or_stop(store::Projects(store).find(options.project)).id;
  const auto form = or_stop(store::FormLibrary(store).find(options.form, project));
  auto filling = or_stop(session::Filling::start(store, form.key, {.language = options.language}));
  if (const auto applied = session::apply_answers(filling, answers, folder); !applied) give_up(filling, applied.error().to_string());
  if (options.finalize) finalize(filling);
  print(store, filling.response(), options.want_json);
}

} // namespace

void add_fill_command(CLI::App& app, const Globals& globals) {
  CLI::App* filling =
      group(app, "responses", "Fill, list and show responses").add_subcommand("new", "Fill a questionnaire from a file of answers");
  auto options = std::make_shared<FillOptions>();
  filling->add_option("--form", options->form, "The form's id")->required();
  filling->add_option("--answers", options->answers, "A JSON object of questions and values; - is the standard input")->required();
  filling->add_option("--language", options->language, "The language that it is filled in, as the form or its code names it: fr");
  filling->add_option("--project", options->project, "The project, where several have this form");
  filling->add_flag("--finalize", options->finalize, "Finalize it and queue it for sending; every required answer must be there");
  filling->add_flag("--json", options->want_json, "As JSON, for programs");
  filling->callback([&globals, options] { fill(globals, *options); });
}

} // namespace pilotage::cli
