// What each screen shows, from the store.
#include <algorithm>

#include "client/app/desk.h"
#include "client/store/form_library.h"
#include "client/store/projects.h"
#include "client/store/response.h"
#include "sync/uploader/server.h"

namespace pilotage::app {

namespace {

constexpr std::size_t kMostRows = 500; // of the list of responses: more is for results, not for a screen

ui::ResponseStage stage_of(store::ResponseState state) {
  switch (state) {
  case store::ResponseState::draft: return ui::ResponseStage::draft;
  case store::ResponseState::finalized: return ui::ResponseStage::finalized;
  case store::ResponseState::queued: return ui::ResponseStage::waiting;
  case store::ResponseState::parked: return ui::ResponseStage::parked;
  case store::ResponseState::sent: return ui::ResponseStage::sent;
  case store::ResponseState::confirmed: return ui::ResponseStage::confirmed;
  }
  return ui::ResponseStage::draft;
}

ui::ResponseShown response_shown(const store::Response& response) {
  ui::ResponseShown shown{.id = store::number(response.id),
                          .form_title = response.form_title,
                          .name = response.instance_name,
                          .instance_id = response.instance_id,
                          .participant = response.participant_code,
                          .stage = stage_of(response.state),
                          .changed_at = response.changed_at,
                          .problem = std::nullopt,
                          .problem_detail = {}};
  if (response.name_fault) shown.name_fault = response.name_fault->code;
  const bool on_its_way = shown.stage == ui::ResponseStage::parked || shown.stage == ui::ResponseStage::waiting;
  if (on_its_way && !response.problem_code.empty()) {
    shown.problem = store::code_named(response.problem_code);
    shown.problem_status = response.problem_status;
    shown.problem_detail = response.problem;
  }
  return shown;
}

} // namespace

Result<ui::HomeShown> Desk::home_shown() {
  ui::HomeShown home;
  auto forms = store::FormLibrary(*store_).list();
  if (!forms) return std::unexpected(forms.error());
  for (const store::InstalledForm& form : *forms)
    home.forms.push_back({store::number(form.key), form.form_id, form.title, form.version, form.languages});
  auto drafts = store::Responses(*store_).list(store::ResponseState::draft);
  if (!drafts) return std::unexpected(drafts.error());
  for (const store::Response& draft : *drafts)
    if (!session_ || draft.participant == session_->participant().id) home.drafts.push_back(response_shown(draft));
  return home;
}

Result<ui::ResponsesShown> Desk::responses_shown() {
  ui::ResponsesShown shown;
  auto rows = store::Responses(*store_).list();
  if (!rows) return std::unexpected(rows.error());
  for (const store::Response& row : *rows) {
    if (session_ && row.participant != session_->participant().id) continue;
    if (shown.rows.size() == kMostRows) break;
    shown.rows.push_back(response_shown(row));
  }
  return shown;
}

ui::SettingsShown Desk::settings_shown() {
  ui::SettingsShown shown;
  if (auto projects = store::Projects(*store_).list())
    for (const store::Project& project : *projects)
      shown.servers.push_back({.name = project.name,
                               .address = sync::url_for_people(project.server_url),
                               .own_authority = !project.authority.empty(),
                               .problem = project.fault ? std::optional(project.fault->code) : std::nullopt});
  shown.data_folder = store_->directory().string();
  shown.version = program_version();
  shown.sync_automatically = settings_.sync_automatically;
  shown.metered = settings_.metered;
  shown.retention_days = settings_.retention_days;
  shown.server_error = server_error_;
  shown.server_added = server_added_;
  return shown;
}

ui::SyncShown Desk::sync_shown() {
  ui::SyncShown shown = sending_->shown();
  shown.automatic = settings_.sync_automatically;
  shown.metered = settings_.metered;
  if (const auto counts = store::Responses(*store_).counts()) {
    shown.waiting = counts->queued;
    shown.parked = counts->parked;
    shown.arrived = counts->sent + counts->confirmed;
    shown.kept = counts->finalized;
  }
  if (shown.waiting == 0 && shown.state == ui::SyncShown::State::offline) shown.state = ui::SyncShown::State::idle;
  if (shown.waiting == 0 && shown.parked == 0) shown.problem.reset();
  return shown;
}

ui::ScreenShown Desk::screen_shown() {
  switch (screen_) {
  case Screen::opening: break;
  case Screen::home: {
    auto home = home_shown();
    if (home) return std::move(*home);
    failure_ = home.error();
    break;
  }
  case Screen::filling: return filling_->shown();
  case Screen::review: {
    ui::ReviewShown review = filling_->review();
    review.goes_to_server = sending_->shown().state != ui::SyncShown::State::no_server;
    return review;
  }
  case Screen::responses: {
    auto responses = responses_shown();
    if (responses) return std::move(*responses);
    failure_ = responses.error();
    break;
  }
  case Screen::settings: return settings_shown();
  case Screen::failure: break;
  }
  if (failure_) return ui::FailureShown{*failure_};
  return ui::OpeningShown{};
}

} // namespace pilotage::app
