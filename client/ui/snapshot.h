// What the screen shows, as plain values: made by the owner of the state, drawn by the views, never changed by them. Strings are words of
// forms and people; the program's own phrases are chosen by the views.
//
// A Snapshot is shared between threads and immutable.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "client/ui/locale.h"
#include "forms/error.h"

namespace pilotage::ui {

// --- Home ---
struct FormShown {
  std::int64_t key = 0;
  std::string form_id, title, version;
  std::vector<std::string> languages;
};

enum class ResponseStage { draft, finalized, waiting, parked, sent, confirmed };

struct ResponseShown {
  std::int64_t id = 0;
  std::string form_title, name, instance_id, participant;
  std::optional<ErrorCode> name_fault = {}; // why its name cannot be read
  ResponseStage stage = ResponseStage::draft;
  std::int64_t changed_at = 0;      // milliseconds since 1970 UTC
  std::optional<ErrorCode> problem; // why it is parked, or why the last attempt failed
  int problem_status = 0;           // HTTP, 0: none came
  std::string problem_detail;       // what the server or the program said, in its own words
};

struct HomeShown {
  std::vector<FormShown> forms;
  std::vector<ResponseShown> drafts;
};

// Questionnaires that could not be fetched.
struct FetchProblemShown {
  std::string project;                  // its name; "": it is this laptop's own trouble
  std::string form;                     // its title; "": all of the project
  ErrorCode code = ErrorCode::internal; // why
  std::string detail;                   // in the program's or the server's own words
};

// Of a server that this laptop cannot use, whatever the network.
struct ServerProblemShown {
  std::string project;
  ErrorCode code = ErrorCode::internal;
  std::string detail; // in the program's own words
};

struct SyncShown {
  enum class State { no_server, idle, sending, offline, trouble } state = State::no_server;
  int waiting = 0, parked = 0, arrived = 0;
  int kept = 0;                  // finished, with no server to go to
  std::int64_t bytes_to_go = 0;  // of answers and files that no server has yet
  bool automatic = true;         // sends by itself
  bool metered = false;          // large files wait
  std::int64_t last_sent_at = 0; // 0: nothing was sent yet
  std::int64_t next_try_at = 0;  // 0: none is planned
  std::optional<ErrorCode> problem;
  int problem_status = 0; // HTTP, 0: none came
  std::string problem_detail;
  bool fetching = false;                         // questionnaires, from the servers
  std::vector<FetchProblemShown> fetch_problems; // of the last attempt that has ended
  std::vector<ServerProblemShown> server_problems;
};

// A pilot session that is running on this laptop.
struct SessionShown {
  std::string participant; // "P1": whose turn it is
  std::string place, date;
};

// --- Filling ---
enum class QuestionKind {
  note,
  text,
  long_text,
  integer,
  decimal,
  date,
  time,
  date_time,
  place, // a geopoint
  trace, // places along a way
  area,  // places around something
  select_one,
  select_many,
  rank,
  range,
  trigger,
  file,
  unsupported
};

struct ChoiceShown {
  std::string value, label;
  bool taken = false;
};

struct QuestionShown {
  std::string ref;
  QuestionKind kind = QuestionKind::text;
  std::string label, hint, guidance;
  std::string value; // canonical
  bool required = false, readonly = false;
  bool cells = false; // choices beside one another
  std::vector<ChoiceShown> choices;
  double range_start = 0, range_end = 0, range_step = 1;
  std::int64_t file_bytes = 0; // of the file that `value` names
  // What is wrong with it, once it is to be said; the message is the form's own, or "".
  enum class Fault { none, required, constraint, type } fault = Fault::none;
  std::string message;
  std::string refused; // what was typed and not taken, while it stands in the field
};

struct BlockShown {
  enum class Kind { question, heading, instance_begin, instance_end, add } kind = Kind::question;
  QuestionShown question = {};
  std::string title = {}; // of a heading, of the repeat that an instance or "add" belongs to
  std::string ref = {};   // of the instance to remove, of the repeat to add to
  int position = 0;       // of an instance
  int answered = 0;       // in an instance: what removing it would lose
  bool removable = false;
};

struct OutlineShown {
  std::string title;
  int answered = 0, questions = 0;
  int faults = 0;
  bool visited = false;
};

// A folder of this laptop, while a file is chosen for a question.
struct FolderShown {
  struct Entry {
    std::string name, path;
    bool folder = false;
    std::int64_t bytes = 0; // of a file
  };
  std::string ref;                 // the question
  std::string path, parent, home;  // parent is "" at the top
  std::vector<Entry> entries = {}; // folders first, then files, by name
  std::optional<Error> error = {};
};

struct FillingShown {
  std::int64_t response = 0;
  std::string title;
  std::vector<std::string> languages;
  std::string language;
  std::vector<OutlineShown> outline;
  std::size_t page = 0;
  std::string page_title;
  std::vector<BlockShown> blocks;
  int answered = 0, questions = 0; // in the whole form
  std::int64_t saved_at = 0;
  std::uint64_t applied = 0; // the last command about an answer that is in this snapshot
  bool unsaved = false;
  std::optional<Error> save_error;
  bool can_undo = false, can_redo = false;
  std::string focus_ref; // a question to go to, once; "" for none
  std::uint64_t focus_serial = 0;
  std::optional<FolderShown> folder; // open while a file is chosen
};

struct ProblemShown {
  std::string ref, label, page_title, message;
  QuestionShown::Fault fault = QuestionShown::Fault::none;
};

struct ReviewShown {
  std::string title = {};
  std::string language = {}; // of the questionnaire
  int answered = 0, questions = 0;
  std::vector<ProblemShown> problems = {};
  bool goes_to_server = false;
};

struct ResponsesShown {
  std::vector<ResponseShown> rows;
};

struct ServerShown {
  std::string name, address;             // without credentials
  bool own_authority = false;            // no other certificate authority is trusted
  std::optional<ErrorCode> problem = {}; // its address cannot be read
};

struct SettingsShown {
  std::vector<ServerShown> servers;
  std::string data_folder;
  std::string version;
  bool sync_automatically = true;
  bool metered = false;
  int retention_days = -1;           // -1 keeps everything
  std::optional<Error> server_error; // of the settings code that was given last
  bool server_added = false;
};

// Nothing works until this is put right.
struct FailureShown {
  Error error;
};

struct OpeningShown {};

using ScreenShown = std::variant<OpeningShown, HomeShown, FillingShown, ReviewShown, ResponsesShown, SettingsShown, FailureShown>;

// What just happened, said at the bottom of the screen until the next command.
struct NoticeShown {
  enum class Kind { finalized_and_queued, finalized_here, finalized_in_preview, draft_discarded, failed } kind = Kind::failed;
  std::optional<Error> error = {};
};

struct Snapshot {
  std::uint64_t serial = 0;
  Language language = Language::english; // of the program's own words on this screen
  int scale_percent = 100;
  SyncShown sync = {};
  std::optional<SessionShown> session = {};
  std::string today = {}; // ISO
  bool preview = false;   // a form is only looked at: nothing is kept or sent, and the screen says so
  ScreenShown screen = {};
  std::optional<NoticeShown> notice = {};
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

} // namespace pilotage::ui
