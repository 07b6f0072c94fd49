// The response that is being filled, as the screen needs it: which page is open, what was refused, which faults are to be said. All steps
// go through session::Filling; this only remembers where the person is.
//
// Belongs to the thread of its Store.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/app/folder_listing.h"
#include "client/app/form_pages.h"
#include "client/session/filling.h"
#include "client/ui/command.h"
#include "client/ui/snapshot.h"

namespace pilotage::app {

class FillingDesk {
public:
  explicit FillingDesk(session::Filling filling);

  // --- Steps. An error of the engine or of the store; what stands then is in shown(). ---
  Result<void> answer(const ui::GiveAnswer& given);
  Result<void> add_repeat(const std::string& repeat);
  Result<void> remove_repeat(const std::string& ref);
  Result<void> set_language(const std::string& language);
  // Errors: limit_exceeded (a file that no server would take), and those of reading it.
  Result<void> attach(const ui::AttachFile& file);
  Result<void> undo();
  Result<void> redo();
  Result<void> save();
  Result<session::Finalized> finalize() { return filling_.finalize(); }

  void go_to_page(std::size_t page);
  void go_to_question(const std::string& ref);
  // Shows a folder to choose a file for that question; "" is the one of the last time.
  void browse(const ui::BrowseFolder& folder);
  void close_folder() { folder_.reset(); }
  // From now on every fault is said.
  void check_all() { all_checked_ = true; }

  bool unsaved() const { return filling_.unsaved(); }
  const session::Filling& filling() const { return filling_; }
  ui::FillingShown shown() const;
  ui::ReviewShown review() const;

private:
  struct Refusal {
    std::string typed;
    ui::QuestionShown::Fault fault;
    std::string message;
  };
  Result<void> done(const Result<forms::Changes>& changes, const std::string& focus);
  Result<void> noted(Result<void> result);
  std::size_t page_of(const std::string& ref) const;
  void focus(const std::string& ref);
  bool checked(const FormPage& page) const { return all_checked_ || left_.contains(page.key); }
  std::map<forms::Node, forms::Problem> problems() const;
  void say_files(std::vector<ui::BlockShown>& blocks) const;
  void say_faults(std::vector<ui::BlockShown>& blocks, const FormPage& page) const;

  session::Filling filling_;
  std::vector<FormPage> pages_; // as of the last step
  std::size_t page_ = 0;
  std::set<std::string> left_; // pages that were open and left: their faults are said
  bool all_checked_ = false;
  std::map<std::string, Refusal> refusals_;
  std::uint64_t applied_ = 0;
  std::optional<Error> save_error_;
  std::string focus_ref_;
  std::uint64_t focus_serial_ = 0;
  std::optional<ui::FolderShown> folder_;
  std::filesystem::path last_folder_ = home_folder();
};

} // namespace pilotage::app
