#include "client/app/desk.h"

#include <algorithm>
#include <chrono>
#include <ctime>

#include "client/session/language_choice.h"
#include "client/store/attachments.h"
#include "client/store/form_library.h"
#include "client/store/projects.h"
#include "client/store/response.h"

namespace pilotage::app {

namespace {

std::string today_iso() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm local{};
  localtime_r(&now, &local);
  std::string text(10, '\0');
  std::strftime(text.data(), 11, "%Y-%m-%d", &local);
  return text;
}

ui::Language program_language(const store::Settings& settings) {
  return settings.language.empty() ? ui::language_of_environment() : ui::language_of(settings.language);
}

// Where the authority to trust begins that is pasted below a settings code: PEM begins a line, so one within the code's JSON stays there.
std::size_t start_of_authority(std::string_view pasted) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  std::size_t found = pasted.find(kBegin);
  while (found != std::string_view::npos && found > 0 && pasted[found - 1] != '\n') found = pasted.find(kBegin, found + 1);
  return std::min(found, pasted.size());
}

} // namespace

std::string program_version() { return PILOTAGE_VERSION; }

Desk::Desk(DeskOptions options) : options_(std::move(options)) {}

Result<void> Desk::open_store() {
  auto store = store::Store::open(options_.data);
  if (!store) return std::unexpected(store.error());
  store_ = std::make_unique<store::Store>(std::move(*store));
  auto settings = store::load_settings(*store_);
  if (!settings) return std::unexpected(settings.error());
  settings_ = *settings;
  if (auto read = read_session(); !read) return read;
  // What the program ended on between finishing and queueing goes on its way.
  if (auto queued = store::Responses(*store_).queue_finalized(); !queued) return std::unexpected(queued.error());
  auto sending =
      Sending::start(options_.data, {.automatic = settings_.sync_automatically, .metered = settings_.metered}, options_.sync_changed);
  if (!sending) return std::unexpected(sending.error());
  sending_ = std::move(*sending);
  return {};
}

void Desk::open() {
  publish();
  if (auto opened = open_store(); !opened) {
    failure_ = opened.error();
    screen_ = Screen::failure;
    return publish();
  }
  said(tidy());
  if (!options_.form_id.empty()) {
    screen_ = Screen::home;
    start_form_named(options_.form_id);
  } else {
    screen_ = Screen::home;
  }
  publish();
}

void Desk::start_form_named(const std::string& form_id) {
  auto form = store::FormLibrary(*store_).find(form_id);
  if (!form) return static_cast<void>(said(std::unexpected(form.error())));
  on(ui::StartForm{store::number(form->key)});
}

void Desk::handle(const ui::Command& command) {
  // A sentence about the last step goes with the next one.
  if (!std::holds_alternative<ui::GiveAnswer>(command)) notice_.reset();
  const bool without_store = std::holds_alternative<ui::Retry>(command) || std::holds_alternative<ui::Quit>(command);
  if (store_ || without_store) std::visit([&](const auto& known) { on(known); }, command);
  publish();
}

void Desk::sync_changed() {
  // While somebody types, only what shows the state of sending is drawn anew; and that on every screen but the form is little work.
  if (screen_ == Screen::home || screen_ == Screen::responses) publish();
}

bool Desk::said(const Result<void>& result) {
  if (result) return true;
  say({.kind = ui::NoticeShown::Kind::failed, .error = result.error()});
  return false;
}

// --- Going from screen to screen ---
void Desk::on(const ui::ShowHome&) {
  // Steps that are not on the disk yet are not left behind.
  if (filling_ && filling_->unsaved())
    if (said(filling_->save()); filling_->unsaved()) return;
  filling_.reset();
  screen_ = Screen::home;
}

void Desk::on(const ui::ShowResponses&) { screen_ = Screen::responses; }

void Desk::on(const ui::ShowSettings&) {
  server_error_.reset();
  server_added_ = false;
  screen_ = Screen::settings;
}

void Desk::on(const ui::ShowReview&) {
  if (!filling_) return;
  filling_->check_all();
  screen_ = Screen::review;
}

void Desk::on(const ui::BackToForm&) {
  if (filling_) screen_ = Screen::filling;
}

void Desk::on(const ui::Retry&) {
  failure_.reset();
  sending_.reset();
  store_.reset();
  screen_ = Screen::opening;
  open();
}

// --- Responses ---
void Desk::open_filling(Result<session::Filling> filling) {
  if (!filling) return static_cast<void>(said(std::unexpected(filling.error())));
  filling_.emplace(std::move(*filling));
  screen_ = Screen::filling;
}

void Desk::on(const ui::StartForm& command) {
  const store::FormKey key{command.key};
  auto form = store::FormLibrary(*store_).get(key);
  if (!form) return static_cast<void>(said(std::unexpected(form.error())));
  session::StartOptions start;
  // The form begins in the language of the program where it has it.
  start.language = session::language_meant(form->languages, ui::code(program_language(settings_))).value_or("");
  if (session_) start.participant = session_->participant().id;
  open_filling(session::Filling::start(*store_, key, start));
}

void Desk::on(const ui::ContinueDraft& command) { open_filling(session::Filling::reopen(*store_, store::ResponseId{command.response})); }

void Desk::on(const ui::DiscardDraft& command) {
  if (said(store::Responses(*store_).discard(store::ResponseId{command.response}))) say({.kind = ui::NoticeShown::Kind::draft_discarded});
}

void Desk::on(const ui::GiveAnswer& command) {
  if (filling_) said(filling_->answer(command));
}

void Desk::on(const ui::BrowseFolder& command) {
  if (filling_) filling_->browse(command);
}

void Desk::on(const ui::CloseFolder&) {
  if (filling_) filling_->close_folder();
}

void Desk::on(const ui::AttachFile& command) {
  if (filling_) said(filling_->attach(command));
}

void Desk::on(const ui::AddRepeat& command) {
  if (filling_) said(filling_->add_repeat(command.ref));
}

void Desk::on(const ui::RemoveRepeat& command) {
  if (filling_) said(filling_->remove_repeat(command.ref));
}

void Desk::on(const ui::SetFormLanguage& command) {
  if (filling_) said(filling_->set_language(command.language));
}

void Desk::on(const ui::GoToPage& command) {
  if (filling_) filling_->go_to_page(command.page);
}

void Desk::on(const ui::GoToQuestion& command) {
  if (!filling_) return;
  filling_->go_to_question(command.ref);
  screen_ = Screen::filling;
}

void Desk::on(const ui::Undo&) {
  if (filling_) said(filling_->undo());
}

void Desk::on(const ui::Redo&) {
  if (filling_) said(filling_->redo());
}

void Desk::on(const ui::SaveAgain&) {
  if (filling_) said(filling_->save());
}

void Desk::on(const ui::Finalize&) {
  if (!filling_) return;
  const auto finalized = filling_->finalize();
  if (!finalized) return static_cast<void>(said(std::unexpected(finalized.error())));
  using Kind = ui::NoticeShown::Kind;
  say({.kind = options_.preview ? Kind::finalized_in_preview : finalized->queued ? Kind::finalized_and_queued : Kind::finalized_here});
  filling_.reset();
  screen_ = Screen::home;
  sending_->wake();
}

// --- Sending ---
void Desk::on(const ui::SyncNow&) { sending_->sync_now(); }

void Desk::on(const ui::SendAgain& command) {
  if (said(store::Responses(*store_).unpark(store::ResponseId{command.response}))) sending_->wake();
}

void Desk::on(const ui::AddServer& command) {
  if (options_.preview) return;
  const std::string_view given = command.settings_code;
  const std::size_t authority = start_of_authority(given);
  const auto added = store::Projects(*store_).add(given.substr(0, authority), given.substr(authority));
  server_error_ = added ? std::nullopt : std::optional(added.error());
  server_added_ = added.has_value();
  if (!added || !said(sending_->reload_servers())) return;
  const auto queued = store::Responses(*store_).queue_finalized();
  said(queued ? Result<void>{} : std::unexpected(queued.error()));
  sending_->sync_now();
}

// --- Settings ---
void Desk::change_settings(const store::Settings& settings) {
  if (said(store::save_settings(*store_, settings))) settings_ = settings;
}

void Desk::on(const ui::SetLanguage& command) {
  store::Settings changed = settings_;
  changed.language = ui::code(command.language);
  change_settings(changed);
}

void Desk::on(const ui::SetScale& command) {
  store::Settings changed = settings_;
  changed.scale_percent = command.percent;
  change_settings(changed);
}

void Desk::on(const ui::SetAutomaticSync& command) {
  store::Settings changed = settings_;
  changed.sync_automatically = command.on;
  change_settings(changed);
  sending_->set_automatic(settings_.sync_automatically);
}

void Desk::on(const ui::SetMetered& command) {
  store::Settings changed = settings_;
  changed.metered = command.on;
  change_settings(changed);
  sending_->set_metered(settings_.metered);
}

Result<void> Desk::tidy() {
  if (settings_.retention_days >= 0) {
    constexpr std::int64_t kDay = 24LL * 60 * 60 * 1000;
    const auto deleted = store::Responses(*store_).delete_confirmed_before(store_->now() - settings_.retention_days * kDay);
    if (!deleted) return std::unexpected(deleted.error());
  }
  const auto collected = store::ResponseAttachments(*store_).collect_garbage();
  return collected ? Result<void>{} : std::unexpected(collected.error());
}

void Desk::on(const ui::SetRetention& command) {
  store::Settings changed = settings_;
  changed.retention_days = command.days;
  change_settings(changed);
  if (settings_.retention_days == command.days) said(tidy());
}

// --- Pilot session ---
Result<void> Desk::read_session() {
  auto running = session::PilotSession::running(*store_);
  if (!running) return std::unexpected(running.error());
  session_.reset();
  if (*running) session_.emplace(std::move(**running));
  return {};
}

void Desk::on(const ui::StartSession& command) {
  const auto started = session::PilotSession::start(
      *store_, {.country = "", .place = command.place, .date = today_iso(), .modality = "in_person", .facilitator = command.facilitator});
  if (!started) return static_cast<void>(said(std::unexpected(started.error())));
  said(read_session());
}

void Desk::on(const ui::HandOver&) {
  if (!session_) return;
  const auto next = session_->hand_over();
  said(next ? read_session() : Result<void>(std::unexpected(next.error())));
}

void Desk::on(const ui::EndSession&) {
  if (!session_) return;
  if (said(session_->end())) said(read_session());
}

// --- What shows ---
namespace {

// Whoever answers reads one language: while a questionnaire is filled or reviewed, the program's own words follow its language.
ui::Language words_around(const ui::ScreenShown& screen, ui::Language chosen) {
  if (const auto* filling = std::get_if<ui::FillingShown>(&screen)) return ui::known_language(filling->language).value_or(chosen);
  if (const auto* review = std::get_if<ui::ReviewShown>(&screen)) return ui::known_language(review->language).value_or(chosen);
  return chosen;
}

} // namespace

void Desk::publish() {
  auto snapshot = std::make_shared<ui::Snapshot>();
  snapshot->screen = screen_shown();
  snapshot->serial = ++serial_;
  snapshot->language = words_around(snapshot->screen, program_language(settings_));
  snapshot->scale_percent = settings_.scale_percent;
  snapshot->today = today_iso();
  snapshot->preview = options_.preview;
  snapshot->notice = notice_;
  if (sending_) snapshot->sync = sync_shown();
  if (session_)
    snapshot->session = ui::SessionShown{session_->participant().code, session_->row().details.place, session_->row().details.date};
  options_.publish(std::move(snapshot));
}

} // namespace pilotage::app
