#include "sync/uploader/project_run.h"

#include <algorithm>
#include <chrono>
#include <random>

namespace pilotage::sync {

namespace {

// A probe costs a round trip; what it told holds for so long while posts succeed.
constexpr std::int64_t kFactsHoldMs = std::int64_t{10} * 60'000;
// One item may be what breaks the server. Three different ones in a row are not, unless they did so before.
constexpr int kServerErrorsThatStop = 3;
constexpr std::size_t kBatchBytes = std::size_t{4} << 20; // of XML, before it is packed

// From the items that are due, those that go together with the first; empty when it goes alone.
std::vector<OutboxItem> batch_of(std::vector<OutboxItem> due, std::uint64_t small_bytes) {
  if (due.size() < 2 || !fits_into_batch(due.front(), small_bytes)) return {};
  std::size_t bytes = 0;
  std::erase_if(due, [&](const OutboxItem& item) {
    const bool in = fits_into_batch(item, small_bytes) && (bytes == 0 || bytes + item.xml.size() <= kBatchBytes);
    if (in) bytes += item.xml.size();
    return !in;
  });
  return due.size() < 2 ? std::vector<OutboxItem>() : due;
}

} // namespace

UploaderOptions completed(UploaderOptions options) {
  if (!options.now) {
    options.now = [] {
      return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    };
  }
  if (!options.random) {
    options.random = [] {
      std::random_device source;
      return static_cast<double>(source()) / (static_cast<double>(std::random_device::max()) + 1.0);
    };
  }
  return options;
}

ProjectRun::ProjectRun(Outbox& outbox, Project project, UploaderOptions options, Watch watch)
    : outbox_(outbox), project_(std::move(project)), options_(std::move(options)), watch_(std::move(watch)), http_(options_.timeouts),
      dictionaries_(outbox) {
  state_.project_id = project_.id;
  http_.end_when([this] { return must_wait_now(); });
}

void ProjectRun::set_metered(bool metered) {
  metered_ = metered;
  http_.look_again();
}

void ProjectRun::forget_failures() {
  facts_.reset();
  stops_in_a_row_ = 0;
  batch_limit_ = kMostInABatch;
  posts_wanted_ = 1;
  dictionaries_.forget();
  state_.retry_time = 0;
  state_.phase = SyncPhase::idle;
}

bool ProjectRun::waits_for_network() const {
  return state_.phase == SyncPhase::waiting && state_.failure && was_unreachable(*state_.failure);
}

void ProjectRun::wait_after(const Error& error, std::int64_t delay_ms) {
  const auto now = options_.now();
  state_.phase = SyncPhase::waiting;
  state_.retry_time = now + delay_ms;
  state_.failure = SendFailure{.code = error.code, .message = error.message, .at = now};
  changed();
}

void ProjectRun::changed() const {
  if (watch_) watch_(state_);
}

Result<void> ProjectRun::refresh_totals() {
  auto totals = outbox_.totals(project_.id);
  if (!totals) return std::unexpected(totals.error());
  state_.totals = *totals;
  return {};
}

Result<void> ProjectRun::drain() {
  attempted_.clear();
  failures_.clear();
  parked_ = 0;
  forget_server_errors();
  state_.phase = SyncPhase::idle;
  state_.retry_time = 0;
  if (auto refreshed = refresh_totals(); !refreshed) return refreshed;
  while (true) {
    auto more = take_next();
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
  }
  state_.current_item.clear();
  state_.current_bytes = state_.current_total = state_.current_resumed = 0;
  if (auto refreshed = refresh_totals(); !refreshed) return refreshed;
  changed();
  return {};
}

// What has its time is left for the next run, though the outbox may find it due: where the clock was set back meanwhile, or another program
// made everything due.
Result<std::vector<OutboxItem>> ProjectRun::offered(Lane lane, std::size_t limit, std::optional<std::uint64_t> most_file_bytes) {
  const auto now = options_.now();
  DueQuery query{.project_id = project_.id, .now = now, .lane = lane, .limit = limit, .without = {}, .most_file_bytes = most_file_bytes};
  for (const auto& [item, time] : attempted_)
    if (now < time) query.without.push_back(item);
  query.without.insert(query.without.end(), passed_over_.begin(), passed_over_.end());
  return outbox_.due(query);
}

Result<std::vector<OutboxItem>> ProjectRun::due(Lane lane, std::size_t limit, std::optional<std::uint64_t> most_file_bytes) {
  while (true) {
    auto items = offered(lane, limit, most_file_bytes);
    if (!items || items->empty() || !passes_over_tried()) return items;
    for (const auto& item : *items)
      if (item.attempts > 0) passed_over_.insert(item.id);
    std::erase_if(*items, [](const OutboxItem& item) { return item.attempts > 0; });
    if (!items->empty()) return items;
  }
}

bool ProjectRun::passes_over_tried() const { return server_errors_.tried_before >= kServerErrorsThatStop; }

void ProjectRun::note_server_error(const OutboxItem& item) { ++(item.attempts > 0 ? server_errors_.tried_before : server_errors_.fresh); }

void ProjectRun::forget_server_errors() {
  server_errors_ = {};
  passed_over_.clear();
}

Result<bool> ProjectRun::answers_wait() {
  const auto answers = due(Lane::answers, 1);
  if (!answers) return std::unexpected(answers.error());
  return !answers->empty();
}

Result<std::optional<ProjectRun::Next>> ProjectRun::next_item() {
  const bool batches = facts_ && facts_->extensions.batches;
  auto answers = due(Lane::answers, batches ? batch_limit_ : std::size_t{1});
  if (!answers) return std::unexpected(answers.error());
  if (!answers->empty()) {
    Next next{.item = answers->front(), .lane = Lane::answers};
    next.batch = batch_of(*std::move(answers), options_.small_bytes);
    return next;
  }
  auto files = due(Lane::attachments, 1, metered_ ? std::optional(options_.metered_limit_bytes) : std::nullopt);
  if (!files) return std::unexpected(files.error());
  if (files->empty()) return std::nullopt;
  return Next{.item = std::move(files->front()), .lane = Lane::attachments};
}

Result<bool> ProjectRun::take_next() {
  files_of_large_item_ = false;
  auto next = next_item();
  if (!next) return std::unexpected(next.error());
  if (!*next) {
    if (!passed_over_.empty()) return stop_run(AnswerMeans::retry, SendFailure(failures_.back()), std::nullopt);
    state_.phase = SyncPhase::idle;
    return false;
  }
  const auto& item = (*next)->item;
  if (item.fault) return park_damaged(item);
  if (state_.phase != SyncPhase::sending) {
    state_.phase = SyncPhase::sending;
    changed();
  }
  if (!know_server()) {
    auto obstacle = meet_server();
    if (http_.was_cancelled()) {
      state_.phase = SyncPhase::idle;
      return false;
    }
    if (obstacle) return stop_run(obstacle->means, std::move(obstacle->failure), obstacle->retry_after_ms);
    return true; // what the server speaks decides how much goes at once
  }
  state_.current_item = item.id;
  return (*next)->batch.empty() ? send_one(**next) : send_batch(**next);
}

std::optional<Answer> ProjectRun::meet_server() {
  auto result = probe_server(http_, project_.server, options_.now());
  if (auto* obstacle = std::get_if<Answer>(&result)) return std::move(*obstacle);
  facts_ = std::get<ServerFacts>(result);
  if (!options_.extensions) facts_->extensions = {};
  facts_time_ = options_.now();
  state_.last_success = facts_time_;
  return std::nullopt;
}

SendProgress ProjectRun::progress() {
  return [this](const Underway& underway) {
    state_.current_bytes = underway.sent;
    state_.current_total = underway.total;
    state_.current_resumed = underway.resumed;
    changed();
  };
}

Result<bool> ProjectRun::park_damaged(const OutboxItem& item) {
  SendFailure failure{.code = item.fault->code, .message = item.fault->message, .at = options_.now()};
  if (auto parked = outbox_.park(item.id, failure); !parked) return std::unexpected(parked.error());
  return settle(item, {.end = SendEnd::parked, .means = AnswerMeans::park, .failure = std::move(failure)});
}

Result<bool> ProjectRun::send_one(const Next& next) {
  SubmissionSender sender(http_, project_.server, outbox_, options_, sent_anew_);
  const bool large = is_large(next.item);
  const bool answers_alone = large && metered_ && next.lane == Lane::answers;
  if (answers_alone) sender.leave_files();
  files_of_large_item_ = large && !answers_alone;
  auto report = sender.send(next.item, next.lane, *facts_, progress(), [this] { return answers_wait(); });
  if (!report) return std::unexpected(report.error());
  auto more = settle(next.item, *report);
  const bool arrived = report->end == SendEnd::sent || report->end == SendEnd::answers_sent;
  if (next.lane == Lane::answers && batch_limit_ == 1 && arrived && --posts_before_batch_ == 0) batch_limit_ = 2;
  if (next.lane == Lane::answers || !more || !*more) return more;
  // An upload that broke off has come on, or has begun anew: only the outbox knows what is left.
  if (auto refreshed = refresh_totals(); !refreshed) return std::unexpected(refreshed.error());
  changed();
  return true;
}

Result<bool> ProjectRun::send_batch(const Next& next) {
  SubmissionSender sender(http_, project_.server, outbox_, options_, sent_anew_);
  auto dictionary = facts_->extensions.dictionaries ? dictionaries_.of(next.item) : BatchDictionary();
  if (!dictionary) return std::unexpected(dictionary.error());
  auto report = BatchSender(http_, project_.server, sender, options_).send(next.batch, *dictionary, progress());
  if (!report) return std::unexpected(report.error());
  if (report->other_dictionary) {
    dictionaries_.refuse(next.item);
    return true;
  }
  if (report->not_spoken) {
    facts_->extensions.batches = false;
    return true;
  }
  if (report->failure)
    return report->failure->end == SendEnd::waiting ? retry_smaller(*report->failure, next.batch.size())
                                                    : settle(next.item, *report->failure);
  batch_limit_ = std::min(batch_limit_ * 2, kMostInABatch);
  posts_wanted_ = 1;
  for (std::size_t i = 0; i < next.batch.size(); ++i) {
    auto more = settle(next.batch[i], report->reports[i]);
    if (!more || !*more) return more;
  }
  return true;
}

// The items are still due: fewer of them go at once, in the end each by itself. Whether the server is ill shows only then: one item may be
// what it fails at.
Result<bool> ProjectRun::retry_smaller(const SendReport& failure, std::size_t batch_size) {
  batch_limit_ = std::max<std::size_t>(std::min(batch_limit_, batch_size) / 2, 1);
  if (batch_limit_ == 1) {
    posts_before_batch_ = posts_wanted_;
    posts_wanted_ = std::min(posts_wanted_ * 2, kMostInABatch);
  }
  failures_.push_back(*failure.failure);
  state_.failure = failure.failure;
  if (failure.link_failed) facts_.reset();
  changed();
  return true;
}

bool ProjectRun::is_large(const OutboxItem& item) const { return missing_file_bytes(item) > options_.metered_limit_bytes; }

bool ProjectRun::know_server() {
  const auto now = options_.now();
  return facts_ && now >= facts_time_ && now - facts_time_ < kFactsHoldMs;
}

Result<bool> ProjectRun::settle(const OutboxItem& item, const SendReport& report) {
  const auto now = options_.now();
  state_.sent_bytes += report.sent_bytes;
  state_.current_bytes = state_.current_total = state_.current_resumed = 0;
  if (report.failure) {
    failures_.push_back(*report.failure);
    state_.failure = report.failure;
  }
  switch (report.end) {
  case SendEnd::sent:
    ++state_.sent_items;
    if (state_.totals.waiting > 0) --state_.totals.waiting;
    [[fallthrough]];
  case SendEnd::answers_sent:
  case SendEnd::gives_way:
    state_.totals.waiting_bytes -= std::min(state_.totals.waiting_bytes, report.sent_bytes);
    state_.last_success = now;
    state_.failure.reset();
    stops_in_a_row_ = 0;
    forget_server_errors();
    break;
  case SendEnd::parked:
    ++parked_;
    ++state_.totals.parked;
    if (state_.totals.waiting > 0) --state_.totals.waiting;
    break;
  case SendEnd::waiting:
    attempted_[item.id] = report.retry_time;
    if (report.link_failed || report.doubted) facts_.reset();
    if (report.link_failed || report.means != AnswerMeans::retry) break;
    note_server_error(item);
    if (server_errors_.fresh == kServerErrorsThatStop) return stop_run(report.means, *report.failure, report.retry_after_ms);
    break;
  case SendEnd::run_stops: return stop_run(report.means, *report.failure, report.retry_after_ms);
  case SendEnd::cancelled:
    if (must_wait_now()) break; // this one alone: the others go on
    state_.phase = SyncPhase::idle;
    return false;
  }
  changed();
  return true;
}

Result<bool> ProjectRun::stop_run(AnswerMeans means, SendFailure failure, std::optional<std::int64_t> retry_after_ms) {
  facts_.reset();
  if (means == AnswerMeans::credentials_needed) {
    state_.phase = SyncPhase::credentials_needed;
  } else {
    ++stops_in_a_row_;
    state_.phase = SyncPhase::waiting;
    state_.retry_time = options_.now() + std::max(options_.backoff.delay_ms(stops_in_a_row_, options_.random), retry_after_ms.value_or(0));
  }
  failures_.push_back(failure);
  state_.failure = std::move(failure);
  if (auto noted = outbox_.note_waiting(project_.id, *state_.failure); !noted) return std::unexpected(noted.error());
  return false;
}

} // namespace pilotage::sync
