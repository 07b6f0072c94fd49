// The one owner of the program's state: the store, the response that is being filled, and which screen is open. Takes the person's
// commands one after another and publishes what the screen shows after each.
//
// Lives on one thread, the worker's (desk_thread.h); snapshots may be read on any.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "client/app/filling_desk.h"
#include "client/app/sending.h"
#include "client/session/pilot_session.h"
#include "client/store/settings.h"
#include "client/store/store.h"
#include "client/ui/command.h"
#include "client/ui/snapshot.h"

namespace pilotage::app {

struct DeskOptions {
  std::filesystem::path data;
  std::string form_id;                          // start with this questionnaire; "" for the home screen
  bool preview = false;                         // a form is only looked at: says so, and takes no server
  std::function<void(ui::SnapshotPtr)> publish; // called on the desk's thread
  std::function<void()> sync_changed;           // called on the uploader's threads: make the desk look
};

class Desk {
public:
  explicit Desk(DeskOptions options);

  // Opens the store and shows the first screen; a failure is shown as one.
  void open();
  void handle(const ui::Command& command);
  // The state of sending changed.
  void sync_changed();

private:
  enum class Screen { opening, home, filling, review, responses, settings, failure };

  // One for each command.
  void on(const ui::ShowHome&);
  void on(const ui::ShowResponses&);
  void on(const ui::ShowSettings&);
  void on(const ui::ShowReview&);
  void on(const ui::BackToForm&);
  void on(const ui::Retry&);
  void on(const ui::Quit&) {}
  void on(const ui::StartForm& command);
  void on(const ui::ContinueDraft& command);
  void on(const ui::DiscardDraft& command);
  void on(const ui::GiveAnswer& command);
  void on(const ui::BrowseFolder& command);
  void on(const ui::CloseFolder&);
  void on(const ui::AttachFile& command);
  void on(const ui::AddRepeat& command);
  void on(const ui::RemoveRepeat& command);
  void on(const ui::SetFormLanguage& command);
  void on(const ui::GoToPage& command);
  void on(const ui::GoToQuestion& command);
  void on(const ui::Undo&);
  void on(const ui::Redo&);
  void on(const ui::SaveAgain&);
  void on(const ui::Finalize&);
  void on(const ui::SyncNow&);
  void on(const ui::SendAgain& command);
  void on(const ui::SetLanguage& command);
  void on(const ui::SetScale& command);
  void on(const ui::SetAutomaticSync& command);
  void on(const ui::SetMetered& command);
  void on(const ui::SetRetention& command);
  void on(const ui::AddServer& command);
  void on(const ui::StartSession& command);
  void on(const ui::HandOver&);
  void on(const ui::EndSession&);

  Result<void> open_store();
  void open_filling(Result<session::Filling> filling);
  void start_form_named(const std::string& form_id);
  // Says an error at the bottom of the screen; true when there was none.
  bool said(const Result<void>& result);
  void say(ui::NoticeShown notice) { notice_ = std::move(notice); }
  void change_settings(const store::Settings& settings);
  Result<void> read_session();
  // Deletes what the settings allow to be deleted, and files that no response names any more.
  Result<void> tidy();

  void publish();
  ui::ScreenShown screen_shown();
  Result<ui::HomeShown> home_shown();
  Result<ui::ResponsesShown> responses_shown();
  ui::SettingsShown settings_shown();
  ui::SyncShown sync_shown();

  DeskOptions options_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Sending> sending_;
  store::Settings settings_;
  std::optional<session::PilotSession> session_;
  std::optional<FillingDesk> filling_;
  Screen screen_ = Screen::opening;
  std::optional<Error> failure_;
  std::optional<ui::NoticeShown> notice_;
  std::optional<Error> server_error_;
  bool server_added_ = false;
  std::uint64_t serial_ = 0;
};

// The version of the program.
std::string program_version();

} // namespace pilotage::app
