#include "client/app/filling_desk.h"

#include <algorithm>
#include <fstream>

#include "client/app/question_kind.h"

namespace pilotage::app {

namespace {

using Fault = ui::QuestionShown::Fault;

Fault fault_of(forms::Invalidity why) {
  switch (why) {
  case forms::Invalidity::none: return Fault::none;
  case forms::Invalidity::required: return Fault::required;
  case forms::Invalidity::constraint: return Fault::constraint;
  case forms::Invalidity::type: return Fault::type;
  }
  return Fault::none;
}

bool of_the_store(ErrorCode code) {
  switch (code) {
  case ErrorCode::io:
  case ErrorCode::disk_full:
  case ErrorCode::permission:
  case ErrorCode::locked:
  case ErrorCode::damaged:
  case ErrorCode::conflict: return true;
  default: return false;
  }
}

// ODK Central and most hosts take 100 MB in one post.
constexpr std::uintmax_t kLargestAttachment = 100'000'000;

Result<std::string> read_attachment(const std::filesystem::path& file) {
  std::error_code failed;
  const std::uintmax_t size = std::filesystem::file_size(file, failed);
  if (failed) return fail(ErrorCode::io, "This file cannot be read. Check that it is still there and that you may open it.", file.string());
  if (size == 0) return fail(ErrorCode::invalid_value, "This file is empty. Choose another one.", file.string());
  if (size > kLargestAttachment)
    return fail(ErrorCode::limit_exceeded,
                "This file is larger than 100 MB, more than a server takes. Make it smaller, then choose it again.", file.string());
  std::ifstream in(file, std::ios::binary);
  std::string content(size, '\0');
  in.read(content.data(), static_cast<std::streamsize>(size));
  if (!in) return fail(ErrorCode::io, "This file cannot be read. Check that it is still there and that you may open it.", file.string());
  return content;
}

bool counts(const ui::QuestionShown& question) { return question.kind != ui::QuestionKind::note && !question.readonly; }

} // namespace

FillingDesk::FillingDesk(session::Filling filling) : filling_(std::move(filling)), pages_(pages_of(filling_.form())) {}

Result<void> FillingDesk::noted(Result<void> result) {
  save_error_.reset();
  if (!result && of_the_store(result.error().code)) save_error_ = result.error();
  const std::string open = page_ < pages_.size() ? pages_[page_].key : std::string();
  pages_ = pages_of(filling_.form());
  // The page stays the open one though others came or went.
  const auto same = std::ranges::find(pages_, open, &FormPage::key);
  if (same != pages_.end())
    page_ = static_cast<std::size_t>(same - pages_.begin());
  else
    page_ = std::min(page_, pages_.empty() ? 0 : pages_.size() - 1);
  // What cannot be saved is said where it happened, not as a failure of the step.
  if (save_error_) return {};
  return result;
}

Result<void> FillingDesk::answer(const ui::GiveAnswer& given) {
  applied_ = given.serial;
  const auto node = filling_.form().find(given.ref);
  if (!node) return {}; // its repeat instance is gone
  const auto answered = filling_.answer(*node, given.value);
  refusals_.erase(given.ref);
  if (answered && answered->refused != forms::Invalidity::none)
    refusals_[given.ref] = {given.value, fault_of(answered->refused), answered->message};
  return noted(answered ? Result<void>{} : std::unexpected(answered.error()));
}

Result<void> FillingDesk::done(const Result<forms::Changes>& changes, const std::string& ref) {
  auto result = noted(changes ? Result<void>{} : std::unexpected(changes.error()));
  if (changes && !ref.empty()) focus(ref);
  return result;
}

Result<void> FillingDesk::add_repeat(const std::string& repeat) {
  const std::size_t mark = repeat.rfind('#');
  const std::string parent = repeat.substr(0, mark);
  const auto node = filling_.form().find(parent);
  if (!node || mark == std::string::npos) return {};
  forms::Item item{.kind = forms::Item::Kind::repeat, .control = std::stoi(repeat.substr(mark + 1)), .node = *node};
  const auto changes = filling_.add_repeat(item);
  const auto instances = filling_.form().children(item);
  return done(changes, instances.empty() ? "" : filling_.form().ref(instances.back().node) + "/");
}

Result<void> FillingDesk::remove_repeat(const std::string& ref) {
  std::erase_if(refusals_, [&](const auto& refusal) { return refusal.first.starts_with(ref + "/"); });
  return done(filling_.remove_repeat(ref), "");
}

Result<void> FillingDesk::set_language(const std::string& language) { return done(filling_.set_language(language), ""); }

Result<void> FillingDesk::attach(const ui::AttachFile& file) {
  close_folder();
  const auto node = filling_.form().find(file.ref);
  if (!node) return {};
  const auto content = read_attachment(file.path);
  if (!content) return std::unexpected(content.error());
  const auto answered = filling_.attach(*node, std::filesystem::path(file.path).filename().string(), *content);
  focus(file.ref);
  return noted(answered ? Result<void>{} : std::unexpected(answered.error()));
}

void FillingDesk::browse(const ui::BrowseFolder& folder) {
  if (!folder.path.empty()) last_folder_ = folder.path;
  folder_ = folder_listing(last_folder_);
  folder_->ref = folder.ref;
}

Result<void> FillingDesk::undo() {
  refusals_.clear();
  return noted(filling_.undo());
}

Result<void> FillingDesk::redo() {
  refusals_.clear();
  return noted(filling_.redo());
}

Result<void> FillingDesk::save() { return noted(filling_.save()); }

void FillingDesk::focus(const std::string& ref) {
  focus_ref_ = ref;
  ++focus_serial_;
}

void FillingDesk::go_to_page(std::size_t page) {
  if (page >= pages_.size()) return;
  if (page_ < pages_.size()) left_.insert(pages_[page_].key);
  page_ = page;
}

std::size_t FillingDesk::page_of(const std::string& ref) const {
  const auto node = filling_.form().find(ref);
  for (std::size_t page = 0; node && page < pages_.size(); ++page)
    for (const forms::Item& question : questions_of(filling_.form(), pages_[page]))
      if (question.node == *node) return page;
  return page_;
}

void FillingDesk::go_to_question(const std::string& ref) {
  go_to_page(page_of(ref));
  focus(ref);
}

std::map<forms::Node, forms::Problem> FillingDesk::problems() const {
  std::map<forms::Node, forms::Problem> by_node;
  for (forms::Problem& problem : filling_.review()) by_node.emplace(problem.node, std::move(problem));
  return by_node;
}

void FillingDesk::say_faults(std::vector<ui::BlockShown>& blocks, const FormPage& page) const {
  const auto faults = checked(page) ? problems() : std::map<forms::Node, forms::Problem>{};
  for (ui::BlockShown& block : blocks) {
    if (block.kind != ui::BlockShown::Kind::question) continue;
    ui::QuestionShown& question = block.question;
    if (const auto refusal = refusals_.find(question.ref); refusal != refusals_.end()) {
      question.refused = refusal->second.typed;
      question.fault = refusal->second.fault;
      question.message = refusal->second.message;
      continue;
    }
    const auto node = filling_.form().find(question.ref);
    const auto fault = node ? faults.find(*node) : faults.end();
    if (fault == faults.end()) continue;
    question.fault = fault_of(fault->second.why);
    question.message = fault->second.message;
  }
}

void FillingDesk::say_files(std::vector<ui::BlockShown>& blocks) const {
  const auto named = [](const ui::BlockShown& block) {
    return block.question.kind == ui::QuestionKind::file && !block.question.value.empty();
  };
  if (std::ranges::none_of(blocks, named)) return;
  const auto files = filling_.attachments();
  if (!files) return; // only their sizes are not said
  for (ui::BlockShown& block : blocks)
    if (const auto file = std::ranges::find(*files, block.question.value, &store::StoredAttachment::name);
        named(block) && file != files->end())
      block.question.file_bytes = file->size;
}

ui::FillingShown FillingDesk::shown() const {
  const forms::FormSession& form = filling_.form();
  ui::FillingShown shown;
  shown.response = store::number(filling_.response());
  shown.title = form.form().title();
  shown.languages.assign(form.form().languages().begin(), form.form().languages().end());
  shown.language = form.language();
  shown.page = page_;
  const auto faults = problems();
  for (const FormPage& page : pages_) {
    ui::OutlineShown entry{.title = page.title, .visited = checked(page)};
    for (const forms::Item& item : questions_of(form, page)) {
      if (is_note(form, item) || form.state(item.node).readonly) continue;
      ++entry.questions;
      if (!form.value(item.node).empty()) ++entry.answered;
      if (entry.visited && faults.contains(item.node)) ++entry.faults;
    }
    shown.answered += entry.answered;
    shown.questions += entry.questions;
    shown.outline.push_back(std::move(entry));
  }
  if (page_ < pages_.size()) {
    shown.page_title = pages_[page_].title;
    shown.blocks = blocks_of(form, pages_[page_]);
    say_faults(shown.blocks, pages_[page_]);
    say_files(shown.blocks);
  }
  shown.saved_at = filling_.saved_at();
  shown.applied = applied_;
  shown.unsaved = filling_.unsaved();
  shown.save_error = save_error_;
  shown.can_undo = filling_.can_undo();
  shown.can_redo = filling_.can_redo();
  shown.focus_ref = focus_ref_;
  shown.focus_serial = focus_serial_;
  shown.folder = folder_;
  return shown;
}

ui::ReviewShown FillingDesk::review() const {
  const forms::FormSession& form = filling_.form();
  ui::ReviewShown review{.title = form.form().title(), .language = std::string(form.language())};
  const auto faults = problems();
  for (const FormPage& page : pages_) {
    for (const forms::Item& item : questions_of(form, page)) {
      const ui::QuestionShown question = question_shown(form, item);
      if (!counts(question)) continue;
      ++review.questions;
      if (!question.value.empty()) ++review.answered;
      const auto fault = faults.find(item.node);
      if (fault == faults.end()) continue;
      review.problems.push_back({question.ref, question.label.empty() ? question.ref : question.label, page.title, fault->second.message,
                                 fault_of(fault->second.why)});
    }
  }
  // What has no place on a page can still be wrong: a calculated value that breaks its constraint.
  for (const auto& [node, fault] : faults) {
    const std::string ref = form.ref(node);
    if (std::ranges::find(review.problems, ref, &ui::ProblemShown::ref) == review.problems.end())
      review.problems.push_back({ref, ref, "", fault.message, fault_of(fault.why)});
  }
  return review;
}

} // namespace pilotage::app
