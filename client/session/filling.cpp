#include "client/session/filling.h"

#include "client/session/language_choice.h"
#include "client/session/question_lookup.h"
#include "client/session/running_form.h"
#include "client/session/step_history.h"
#include "client/store/attachments.h"
#include "client/store/form_library.h"
#include "client/store/projects.h"
#include "client/store/settings.h"

namespace pilotage::session {

using forms::Answered;
using forms::Changes;
using forms::FormSession;
using forms::Item;
using forms::Node;
using store::JournalRow;
using store::StepKind;

namespace {

// The repeat whose instance was added: the outermost of those that came.
std::string added_repeat(const FormSession& form, const Changes& changes) {
  std::string outermost;
  for (const forms::Change& change : changes) {
    if (!change.added) continue;
    std::string ref = without_position(form.ref(change.node));
    if (outermost.empty() || ref.size() < outermost.size()) outermost = std::move(ref);
  }
  return outermost;
}

} // namespace

struct Filling::Impl {
  store::Store* store = nullptr;
  store::Response row;
  store::ResponseStart start;
  std::shared_ptr<const forms::FormDefinition> definition;
  Moments moments;
  RunningForm running;
  StepHistory history;
  std::vector<JournalRow> pending = {}; // in the form, not in the journal yet
  std::int64_t sequence = 0;            // of the last row, pending ones counted
  std::int64_t saved_at = 0;
  int generation = 0;
  bool finished = false;

  JournalRow next_row(StepKind kind, std::string_view ref, std::string_view value) const {
    const Moment moment = this_moment(store->now());
    return {.sequence = sequence + 1,
            .kind = kind,
            .ref = std::string(ref),
            .value = std::string(value),
            .time = moment.time,
            .utc_offset = moment.utc_offset,
            .seed = moment.seed};
  }

  Result<void> save() {
    if (pending.empty()) return {};
    if (auto saved = store::Journal(*store).append(row.id, pending, running.form.instance_name()); !saved) return saved;
    saved_at = pending.back().time;
    pending.clear();
    return {};
  }

  // The row is in the form: into the history and, as soon as the store can, into the journal.
  Result<void> record(JournalRow step) {
    history.add(step);
    ++sequence;
    pending.push_back(std::move(step));
    return save();
  }

  Result<void> may_step() const {
    if (finished) return fail(ErrorCode::conflict, "This response is finalized or discarded and takes no more answers.");
    return {};
  }

  Result<Answered> step(StepKind kind, std::string_view ref, std::string_view value) {
    if (auto may = may_step(); !may) return std::unexpected(may.error());
    JournalRow next = next_row(kind, ref, value);
    auto done = apply(running, moments, next);
    if (!done || done->refused != forms::Invalidity::none) return done;
    if (auto saved = record(std::move(next)); !saved) return std::unexpected(saved.error());
    return done;
  }

  Result<Changes> change(StepKind kind, std::string_view ref, std::string_view value = {}) {
    auto done = step(kind, ref, value);
    if (!done) return std::unexpected(done.error());
    return std::move(done->changes);
  }

  // An empty repeat has no reference of its own to ask for; that of the instance which appears names it.
  Result<Changes> add_first_instance(const Item& repeat) {
    if (auto may = may_step(); !may) return std::unexpected(may.error());
    JournalRow next = next_row(StepKind::add_repeat, {}, {});
    moments.enter({.time = next.time, .utc_offset = next.utc_offset, .seed = next.seed});
    auto done = running.form.add_repeat(repeat);
    if (!done) return done;
    next.ref = added_repeat(running.form, *done);
    if (auto saved = record(std::move(next)); !saved) return std::unexpected(saved.error());
    return done;
  }

  // undo and redo: the form anew from the steps that count then.
  Result<void> rebuild(StepKind kind) {
    if (auto may = may_step(); !may) return may;
    JournalRow next = next_row(kind, {}, {});
    StepHistory then = history;
    then.add(next);
    auto rebuilt = replay(definition, start, then.steps(), moments);
    if (!rebuilt) return std::unexpected(rebuilt.error());
    running = std::move(*rebuilt);
    ++generation;
    return record(std::move(next));
  }
};

namespace {

constexpr std::string_view kLastSaved = "jr://instance/last-saved";

// What the form sees of this laptop at its start.
Result<forms::Environment> environment_at_start(store::Store& store, const store::InstalledForm& form, const Moments& moments) {
  forms::Environment environment = moments.environment();
  auto device = store::device_id(store);
  if (!device) return std::unexpected(device.error());
  environment.device_id = std::move(*device);
  if (form.project != store::kLocal) {
    const auto project = store::Projects(store).get(form.project);
    if (!project) return std::unexpected(project.error());
    environment.username = project->username;
  }
  const auto xform = store::FormLibrary(store).xform(form.key);
  if (!xform) return std::unexpected(xform.error());
  if (xform->contains(kLastSaved)) {
    auto saved = store::Responses(store).last_finalized_xml(form.form_id, form.project);
    if (!saved) return std::unexpected(saved.error());
    environment.last_saved = std::move(*saved);
  }
  return environment;
}

std::string names_of(std::span<const std::string> languages) {
  std::string names;
  for (const std::string& language : languages) names += (names.empty() ? "" : ", ") + language;
  return names.empty() ? "it is written in one language" : "there are: " + names;
}

// "" where the form's default is meant.
Result<std::string> language_of(const forms::FormDefinition& form, const std::string& wanted) {
  if (wanted.empty()) return std::string();
  if (auto meant = language_meant(form.languages(), wanted)) return std::move(*meant);
  return fail(ErrorCode::not_found, "The questionnaire does not exist in this language; " + names_of(form.languages()) + ".", wanted);
}

struct Begun {
  store::ResponseStart start;
  std::string instance_id;
  std::string language;
};

// The starting instance: defaults, first-load actions and preloads have run once, and never run again on a replay.
Result<Begun> begin(store::Store& store, const store::InstalledForm& form, const std::shared_ptr<const forms::FormDefinition>& definition,
                    Moments& moments) {
  const Moment moment = this_moment(store.now());
  moments.enter(moment);
  auto environment = environment_at_start(store, form, moments);
  if (!environment) return std::unexpected(environment.error());
  std::string last_saved = environment->last_saved;
  auto first = FormSession::start(definition, std::move(*environment));
  if (!first) return std::unexpected(first.error());
  return Begun{.start = {.instance_xml = first->serialise(FormSession::Keep::everything),
                         .last_saved = std::move(last_saved),
                         .time = moment.time,
                         .utc_offset = moment.utc_offset,
                         .seed = moment.seed},
               .instance_id = std::string(first->instance_id()),
               .language = std::string(first->language())};
}

} // namespace

Filling::Filling(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Filling::Filling(Filling&&) noexcept = default;
Filling& Filling::operator=(Filling&&) noexcept = default;
Filling::~Filling() = default;

Result<Filling> Filling::start(store::Store& store, store::FormKey form, const StartOptions& options) {
  store::FormLibrary library(store);
  const auto installed = library.get(form);
  if (!installed) return std::unexpected(installed.error());
  const auto definition = library.definition(form);
  if (!definition) return std::unexpected(definition.error());
  const auto language = language_of(**definition, options.language);
  if (!language) return std::unexpected(language.error());
  Moments moments;
  auto begun = begin(store, *installed, *definition, moments);
  if (!begun) return std::unexpected(begun.error());
  const auto id = store::Responses(store).create({.form = form,
                                                  .instance_id = begun->instance_id,
                                                  .language = begun->language,
                                                  .participant = options.participant,
                                                  .start = std::move(begun->start)});
  if (!id) return std::unexpected(id.error());
  auto filling = reopen(store, *id);
  if (!filling || language->empty() || *language == begun->language) return filling;
  if (const auto switched = filling->set_language(*language); !switched) return std::unexpected(switched.error());
  return filling;
}

Result<Filling> Filling::reopen(store::Store& store, store::ResponseId response) {
  auto row = store::Responses(store).get(response);
  if (!row) return std::unexpected(row.error());
  if (row->state != store::ResponseState::draft)
    return fail(ErrorCode::conflict, "This response is finalized: its answers can be read and not changed any more.", row->instance_id);
  auto start = store::Responses(store).start_of(response);
  if (!start) return std::unexpected(start.error());
  auto rows = store::Journal(store).rows(response);
  if (!rows) return std::unexpected(rows.error());
  auto definition = store::FormLibrary(store).definition(row->form);
  if (!definition) return std::unexpected(definition.error());
  StepHistory history;
  for (const JournalRow& step : *rows) history.add(step);
  Moments moments;
  auto running = replay(*definition, *start, history.steps(), moments);
  if (!running) return std::unexpected(running.error());
  const std::int64_t saved_at = row->changed_at;
  return Filling(std::unique_ptr<Impl>(new Impl{.store = &store,
                                                .row = std::move(*row),
                                                .start = std::move(*start),
                                                .definition = std::move(*definition),
                                                .moments = std::move(moments),
                                                .running = std::move(*running),
                                                .history = std::move(history),
                                                .sequence = rows->empty() ? 0 : rows->back().sequence,
                                                .saved_at = saved_at}));
}

const FormSession& Filling::form() const { return impl_->running.form; }
int Filling::generation() const { return impl_->generation; }
store::ResponseId Filling::response() const { return impl_->row.id; }
std::int64_t Filling::saved_at() const { return impl_->saved_at; }
bool Filling::unsaved() const { return !impl_->pending.empty(); }
bool Filling::can_undo() const { return impl_->history.can_undo(); }
bool Filling::can_redo() const { return impl_->history.can_redo(); }
const std::vector<std::string>& Filling::not_restored() const { return impl_->running.not_restored; }

std::string Filling::comment(Node node) const {
  const auto found = impl_->running.comments.find(node);
  return found == impl_->running.comments.end() ? "" : found->second;
}

std::map<std::string, std::string> Filling::comments() const {
  std::map<std::string, std::string> by_ref;
  for (const auto& [node, text] : impl_->running.comments) by_ref.emplace(form().ref(node), text);
  return by_ref;
}

Result<Answered> Filling::answer(Node node, std::string_view value) {
  // An answer that is there already is no step.
  if (form().value(node) == value && impl_->may_step()) return Answered{};
  return impl_->step(StepKind::answer, form().ref(node), value);
}

Result<Changes> Filling::add_repeat(const Item& repeat) {
  const std::vector<Item> instances = form().children(repeat);
  if (!instances.empty()) return add_repeat(without_position(form().ref(instances.front().node)));
  return impl_->add_first_instance(repeat);
}

Result<Changes> Filling::add_repeat(std::string_view ref) { return impl_->change(StepKind::add_repeat, ref); }
Result<Changes> Filling::remove_repeat(std::string_view ref) { return impl_->change(StepKind::remove_repeat, ref); }
Result<Changes> Filling::remove_repeat(const Item& repeat_instance) { return remove_repeat(form().ref(repeat_instance.node)); }
Result<Changes> Filling::set_language(std::string_view language) { return impl_->change(StepKind::set_language, {}, language); }

Result<void> Filling::set_comment(Node node, std::string_view text) {
  if (comment(node) == text) return {};
  const auto done = impl_->step(StepKind::comment, form().ref(node), text);
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<std::vector<store::StoredAttachment>> Filling::attachments() const {
  return store::ResponseAttachments(*impl_->store).list(impl_->row.id);
}

Result<Answered> Filling::attach(Node node, std::string_view file_name, std::string_view content, std::string_view media_type) {
  if (auto may = impl_->may_step(); !may) return std::unexpected(may.error());
  const auto stored = store::ResponseAttachments(*impl_->store).add(impl_->row.id, file_name, content, media_type);
  if (!stored) return std::unexpected(stored.error());
  return answer(node, stored->name);
}

Result<void> Filling::undo() {
  if (!can_undo()) return fail(ErrorCode::not_found, "There is nothing to undo.");
  return impl_->rebuild(StepKind::undo);
}

Result<void> Filling::redo() {
  if (!can_redo()) return fail(ErrorCode::not_found, "There is nothing to do again.");
  return impl_->rebuild(StepKind::redo);
}

Result<void> Filling::save() { return impl_->save(); }

std::vector<forms::Problem> Filling::review() const { return form().validate(); }

Result<Finalized> Filling::finalize() {
  if (auto may = impl_->may_step(); !may) return std::unexpected(may.error());
  if (auto saved = save(); !saved) return std::unexpected(saved.error());
  impl_->moments.enter(this_moment(impl_->store->now()));
  FormSession& form = impl_->running.form;
  const auto xml = form.finalize();
  if (!xml) return std::unexpected(xml.error());
  store::Responses responses(*impl_->store);
  if (auto frozen = responses.finalize(impl_->row.id, *xml, form.instance_name(), form.attachment_names(), form.entities()); !frozen)
    return std::unexpected(frozen.error());
  impl_->finished = true;
  // From here on nothing can be lost: what is not queued now is queued before the next sync.
  const bool queued = impl_->row.project != store::kLocal && responses.queue(impl_->row.id).has_value();
  const auto row = responses.get(impl_->row.id);
  if (!row) return std::unexpected(row.error());
  return Finalized{.response = row->id, .instance_id = row->instance_id, .content_hash = row->content_hash, .queued = queued};
}

DiscardToken Filling::request_discard() const { return {impl_->row.id, impl_->sequence, impl_->history.answered()}; }

Result<void> Filling::discard(const DiscardToken& token) {
  if (auto may = impl_->may_step(); !may) return may;
  if (token.response_ != impl_->row.id || token.sequence_ != impl_->sequence)
    return fail(ErrorCode::conflict, "The answers have changed since you were asked. Look at them, then discard again.");
  if (auto discarded = store::Responses(*impl_->store).discard(impl_->row.id); !discarded) return discarded;
  impl_->finished = true;
  impl_->pending.clear();
  return {};
}

} // namespace pilotage::session
