#include "client/session/running_form.h"

namespace pilotage::session {

using forms::Answered;
using forms::Changes;
using forms::Node;
using store::JournalRow;
using store::StepKind;

namespace {

Result<Node> node_of(const forms::FormSession& form, const std::string& ref) {
  if (const auto node = form.find(ref)) return *node;
  return fail(ErrorCode::not_found, "The questionnaire has no such question.", ref);
}

Result<Answered> as_answered(Result<Changes> changes) {
  if (!changes) return std::unexpected(changes.error());
  return Answered{.refused = forms::Invalidity::none, .message = {}, .changes = std::move(*changes)};
}

Result<Answered> apply_comment(RunningForm& running, const JournalRow& row) {
  const auto node = running.form.find(row.ref);
  if (!node) return Answered{}; // beside a repeat whose adding was taken back: it is there again when that is done again
  if (row.value.empty())
    running.comments.erase(*node);
  else
    running.comments[*node] = row.value;
  return Answered{};
}

Result<Answered> apply_answer(RunningForm& running, const JournalRow& row) {
  const auto node = node_of(running.form, row.ref);
  if (!node) return std::unexpected(node.error());
  return running.form.answer(*node, row.value);
}

// Comments of a repeat instance go with it.
Result<Answered> apply_removal(RunningForm& running, const JournalRow& row) {
  auto changes = running.form.remove_repeat(row.ref);
  if (changes)
    for (const forms::Change& change : *changes)
      if (change.removed) running.comments.erase(change.node);
  return as_answered(std::move(changes));
}

std::string told(const JournalRow& row, const std::string& why) {
  return std::string(store::name(row.kind)) + " " + row.ref + (row.value.empty() ? "" : " \"" + row.value + "\"") + ": " + why;
}

} // namespace

Result<Answered> apply(RunningForm& running, Moments& moments, const JournalRow& row) {
  moments.enter({.time = row.time, .utc_offset = row.utc_offset, .seed = row.seed});
  switch (row.kind) {
  case StepKind::answer: return apply_answer(running, row);
  case StepKind::add_repeat: return as_answered(running.form.add_repeat(row.ref));
  case StepKind::remove_repeat: return apply_removal(running, row);
  case StepKind::set_language: return as_answered(running.form.set_language(row.value));
  case StepKind::comment: return apply_comment(running, row);
  case StepKind::undo:
  case StepKind::redo: break;
  }
  return fail(ErrorCode::newer_version, "This step was written by a newer version of Pilotage.");
}

Result<forms::FormSession> resume_at_start(const std::shared_ptr<const forms::FormDefinition>& definition,
                                           const store::ResponseStart& start, Moments& moments) {
  moments.enter({.time = start.time, .utc_offset = start.utc_offset, .seed = start.seed});
  forms::Environment environment = moments.environment();
  environment.last_saved = start.last_saved;
  return forms::FormSession::resume(definition, start.instance_xml, std::move(environment));
}

Result<RunningForm> replay(const std::shared_ptr<const forms::FormDefinition>& definition, const store::ResponseStart& start,
                           std::span<const JournalRow> steps, Moments& moments) {
  auto form = resume_at_start(definition, start, moments);
  if (!form) return std::unexpected(form.error());
  RunningForm running{.form = std::move(*form)};
  for (const JournalRow& row : steps) {
    const auto done = apply(running, moments, row);
    if (!done)
      running.not_restored.push_back(told(row, done.error().to_string()));
    else if (done->refused != forms::Invalidity::none)
      running.not_restored.push_back(told(row, done->message));
  }
  return running;
}

} // namespace pilotage::session
