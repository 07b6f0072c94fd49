#include "client/cli/results_command.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "client/results/csv.h"
#include "client/results/results_pull.h"
#include "client/results/usability_summary.h"
#include "client/store/results_mirror.h"

namespace pilotage::cli {

namespace {

struct PullOptions {
  std::string endpoint, token, form, out, authority;
  bool split = false, byte_order_mark = false;
};

sync::Server server_of(const std::string& endpoint, const std::string& token, const std::string& authority) {
  sync::Server server;
  server.url = results::project_address(endpoint);
  server.auth = token.empty() ? sync::AuthKind::none : sync::AuthKind::bearer;
  server.password = token;
  server.ca_file = authority;
  server.allow_plain_http_on_loopback = true;
  or_stop(sync::check_server(server));
  return server;
}

// "results.csv" and the repeat "visit-person": "results-person.csv".
std::string file_for(const std::string& out, const results::Table& table, const results::Table& main) {
  if (&table == &main) return out;
  const std::size_t dot = out.rfind('.');
  const std::size_t stem = dot == std::string::npos || out.find('/', dot) != std::string::npos ? out.size() : dot;
  return out.substr(0, stem) + table.name.substr(main.name.size()) + out.substr(stem);
}

void pull(const Globals& globals, const PullOptions& options) {
  store::Store store = open_store(globals);
  const sync::Server server = server_of(options.endpoint, options.token, options.authority);
  sync::HttpClient http;
  const auto summary = or_stop(results::pull_results(store, http, server, options.form));
  store::ResultsMirror mirror(store);
  const std::string source = results::mirror_source(server);
  const auto tables =
      or_stop(results::results_tables(or_stop(mirror.form(source, options.form)), or_stop(mirror.submissions(source, options.form)),
                                      {.split_select_multiple = options.split}));
  for (const results::Table& table : tables)
    write_file(file_for(options.out, table, tables.front()), results::to_csv(table, {.byte_order_mark = options.byte_order_mark}));
  // Where the CSV goes to the standard output, the count must not.
  (options.out == "-" ? std::cerr : std::cout) << summary.fresh << " new, " << summary.total << " in all\n";
}

nlohmann::json as_json(const std::optional<results::Mean>& mean) {
  if (!mean || mean->n == 0) return nullptr;
  nlohmann::json fields = {{"n", mean->n}, {"mean", mean->mean}};
  if (mean->has_interval) fields["interval_95"] = {mean->low, mean->high};
  return fields;
}

nlohmann::json as_json(const results::UsabilitySummary& summary) {
  nlohmann::json fields = {{"sus", as_json(summary.sus)}, {"umux_lite", as_json(summary.umux_lite)}, {"likelihood_to_recommend", nullptr}};
  if (summary.sus && summary.sus->n > 0) fields["sus"]["grade"] = results::sus_grade(summary.sus->mean);
  if (const auto& asked = summary.recommendation; asked && asked->n > 0)
    fields["likelihood_to_recommend"] = {
        {"n", asked->n}, {"promoters", asked->promoters}, {"detractors", asked->detractors}, {"score", asked->score}};
  return fields;
}

void print(const char* what, const std::optional<results::Mean>& mean, const std::string& beside = {}) {
  if (!mean) return;
  if (mean->n == 0)
    std::cout << what << ": not answered yet\n";
  else if (!mean->has_interval)
    std::cout << fmt::format("{}: {:.1f}{} (1 response: no interval)\n", what, mean->mean, beside);
  else
    std::cout << fmt::format("{}: {:.1f}{}, 95 % interval {:.1f} to {:.1f} ({} responses)\n", what, mean->mean, beside, mean->low,
                             mean->high, mean->n);
}

void print(const results::UsabilitySummary& summary) {
  const std::string grade = summary.sus ? fmt::format(", grade {} (68 is the average)", results::sus_grade(summary.sus->mean)) : "";
  print("SUS", summary.sus, grade);
  print("UMUX-Lite", summary.umux_lite);
  if (const auto& asked = summary.recommendation; asked && asked->n > 0)
    std::cout << fmt::format("Likelihood to recommend: {:+.0f} ({} of {} say 9 or 10, {} say 0 to 6)\n", asked->score, asked->promoters,
                             asked->n, asked->detractors);
  if (!summary.sus && !summary.umux_lite && !summary.recommendation)
    std::cout << "This questionnaire holds none of the usability instruments.\n";
}

void summarise(const Globals& globals, const std::string& form, bool want_json) {
  store::Store store = open_store(globals);
  store::ResultsMirror mirror(store);
  bool found = false;
  nlohmann::json all = nlohmann::json::array();
  for (const auto& holding : or_stop(mirror.holdings())) {
    if (!form.empty() && holding.form_id != form) continue;
    found = true;
    const auto tables = or_stop(results::results_tables(or_stop(mirror.form(holding.source, holding.form_id)),
                                                        or_stop(mirror.submissions(holding.source, holding.form_id))));
    const auto summary = results::summarise_usability(tables.front());
    if (!want_json) std::cout << holding.form_id << " from " << holding.source << ": " << holding.submissions << " responses\n";
    if (!want_json) print(summary);
    nlohmann::json fields = as_json(summary);
    fields.update({{"form_id", holding.form_id}, {"source", holding.source}, {"responses", holding.submissions}});
    all.push_back(std::move(fields));
  }
  if (want_json) std::cout << all.dump(2) << "\n";
  if (!found) stop("Nothing has been pulled yet. Pull first: pilotctl results pull --endpoint URL --token T --form ID --out FILE.csv");
}

} // namespace

void add_results_commands(CLI::App& app, const Globals& globals) {
  CLI::App& group_of_results = group(app, "results", "Pull submissions from an endpoint and sum them up");

  CLI::App* pulling = group_of_results.add_subcommand("pull", "Bring what is new and write all of it as CSV, one row a response");
  auto options = std::make_shared<PullOptions>();
  pulling
      ->add_option("--endpoint", options->endpoint,
                   "The project's address, https://HOST/v1/projects/N; with a host alone, its first project")
      ->required();
  pulling
      ->add_option("--token", options->token,
                   "A token that may read results; better in $PILOTAGE_TOKEN, where other people on this machine do not see it")
      ->envname("PILOTAGE_TOKEN")
      ->required();
  pulling->add_option("--form", options->form, "The form's id")->required();
  pulling->add_option("--out", options->out, "The CSV file; repeats go beside it; - is the standard output")->required();
  pulling->add_option("--ca", options->authority, "PEM file of the certificate authority to trust");
  pulling->add_flag("--split", options->split, "One more column for each choice of a select_multiple");
  pulling->add_flag("--bom", options->byte_order_mark, "A byte order mark, so that Excel reads the letters right");
  pulling->callback([&globals, options] { pull(globals, *options); });

  CLI::App* summing = group_of_results.add_subcommand("summary", "SUS, UMUX-Lite and likelihood to recommend of what was pulled");
  auto form = std::make_shared<std::string>();
  auto want_json = std::make_shared<bool>(false);
  summing->add_option("--form", *form, "Only this form");
  summing->add_flag("--json", *want_json, "As JSON, for programs");
  summing->callback([&globals, form, want_json] { summarise(globals, *form, *want_json); });
}

} // namespace pilotage::cli
