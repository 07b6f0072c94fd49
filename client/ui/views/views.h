// The screens, one function each; Screens chooses. Private to client/ui/views.
#pragma once

#include "client/ui/views/screens.h"
#include "client/ui/widgets/column.h"

namespace pilotage::ui {

void draw_home(Ui& ui, const Snapshot& snapshot, const HomeShown& home, Confirmation& confirm, Commands& out);
void draw_filling(Ui& ui, const Snapshot& snapshot, const FillingShown& filling, FillingState& state, Confirmation& confirm, Commands& out);
void draw_review(Ui& ui, const Snapshot& snapshot, const ReviewShown& review, Confirmation& confirm, Commands& out);
void draw_responses(Ui& ui, const Snapshot& snapshot, const ResponsesShown& responses, Confirmation& confirm, Commands& out);
void draw_settings(Ui& ui, const Snapshot& snapshot, const SettingsShown& settings, Confirmation& confirm, Commands& out);
void draw_failure(Ui& ui, const FailureShown& failure, Commands& out);
bool draw_help(Ui& ui); // false: closed
void draw_folder(Ui& ui, const FolderShown& folder, Commands& out);

// A question of the form, as the filling screen shows it.
void draw_question(Ui& ui, Column& column, const Snapshot& snapshot, const QuestionShown& question, const FillingShown& filling,
                   FillingState& state, Commands& out);
// Sends what was typed in a question and is not on its way yet.
void send_draft(const std::string& ref, FillingState& state, Commands& out);
void send_all_drafts(FillingState& state, Commands& out);

} // namespace pilotage::ui
