#include "client/cli/responses_command.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "client/cli/times.h"
#include "client/store/response.h"
#include "client/store/settings.h"
#include "client/ui/locale.h"

namespace pilotage::cli {

namespace {

using nlohmann::json;
using store::Response;

json as_json(const Response& response) {
  json fields = {{"id", store::number(response.id)},
                 {"instance_id", response.instance_id},
                 {"form_id", response.form_id},
                 {"form_version", response.form_version},
                 {"state", store::name(response.state)},
                 {"language", response.language},
                 {"instance_name", response.instance_name},
                 {"participant", response.participant_code},
                 {"created_at", iso_time(response.created_at)},
                 {"changed_at", iso_time(response.changed_at)}};
  if (response.name_fault) fields["name_fault"] = {{"code", name(response.name_fault->code)}, {"message", response.name_fault->message}};
  if (response.finalized_at != 0) fields["finalized_at"] = iso_time(response.finalized_at);
  if (!response.content_hash.empty()) fields["sha256"] = response.content_hash;
  if (!response.problem.empty())
    fields["problem"] = {{"code", response.problem_code}, {"message", response.problem}, {"status", response.problem_status}};
  if (response.attempts > 0) fields["attempts"] = response.attempts;
  if (response.next_attempt_at != 0) fields["next_attempt_at"] = iso_time(response.next_attempt_at);
  return fields;
}

// In the language of the program, as the screen has it.
const ui::Locale& locale_of(store::Store& store) {
  const auto settings = or_stop(store::load_settings(store));
  return ui::Locale::of(settings.language.empty() ? ui::language_of_environment() : ui::language_of(settings.language));
}

// The sentence that was stored says most, the server's own words included; it is English.
std::string problem_in_words(const Response& response, const ui::Locale& locale) {
  const auto code = store::code_named(response.problem_code);
  if (locale.language() == ui::Language::english || !code) return response.problem;
  return locale.send_problem(*code, response.problem_status).str() + " (" + response.problem + ")";
}

void print_line(const Response& response, const ui::Locale& locale) {
  std::cout << fmt::format("{:<10} {:<24} {}  {}", store::name(response.state), response.form_id, iso_time(response.changed_at),
                           response.instance_id);
  if (!response.participant_code.empty()) std::cout << "  " << response.participant_code;
  if (!response.instance_name.empty()) std::cout << "  " << response.instance_name;
  std::cout << "\n";
  if (response.name_fault) std::cout << "           " << locale.unreadable(response.name_fault->code).str() << "\n";
  if (!response.problem.empty()) std::cout << "           " << problem_in_words(response, locale) << "\n";
}

void list_responses(const Globals& globals, bool want_json) {
  store::Store store = open_store(globals);
  const auto responses = or_stop(store::Responses(store).list());
  if (want_json) {
    json all = json::array();
    for (const Response& response : responses) all.push_back(as_json(response));
    std::cout << all.dump(2) << "\n";
    return;
  }
  if (responses.empty()) std::cout << "No responses on this laptop yet.\n";
  const ui::Locale& locale = locale_of(store);
  for (const Response& response : responses) print_line(response, locale);
}

void show(const Globals& globals, const std::string& instance_id, bool want_xml) {
  store::Store store = open_store(globals);
  store::Responses responses(store);
  const Response response = or_stop(responses.find(instance_id));
  if (want_xml) {
    std::cout << or_stop(responses.frozen_xml(response.id));
    return;
  }
  json fields = as_json(response);
  if (const auto receipt = or_stop(responses.receipt(response.id)))
    fields["receipt"] = {
        {"sequence", receipt->sequence}, {"sha256", receipt->content_hash}, {"received_at", iso_time(receipt->received_at)}};
  std::cout << fields.dump(2) << "\n";
}

} // namespace

void add_responses_commands(CLI::App& app, const Globals& globals) {
  CLI::App& responses = group(app, "responses", "Fill, list and show responses");

  CLI::App* listing = responses.add_subcommand("list", "The responses on this laptop with their state");
  auto want_json = std::make_shared<bool>(false);
  listing->add_flag("--json", *want_json, "As JSON, for programs");
  listing->callback([&globals, want_json] { list_responses(globals, *want_json); });

  CLI::App* showing = responses.add_subcommand("show", "One response: its state, receipt and problem");
  auto instance_id = std::make_shared<std::string>();
  auto want_xml = std::make_shared<bool>(false);
  showing->add_option("INSTANCE-ID", *instance_id, "As `responses list` gives it")->required();
  showing->add_flag("--xml", *want_xml, "The finalized XML, byte for byte");
  showing->callback([&globals, instance_id, want_xml] { show(globals, *instance_id, *want_xml); });
}

} // namespace pilotage::cli
