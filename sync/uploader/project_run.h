// One project's sending: asks the server who it is, then takes what is due from the outbox item by item until nothing is due or the run
// must stop. Remembers across runs what it learned of the server and how often it failed in a row. One thread at a time. For this folder
// only.
#pragma once

#include "sync/uploader/batch_sender.h"
#include "sync/uploader/submission_sender.h"
#include "sync/uploader/sync_state.h"
#include "sync/uploader/uploader.h"

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace pilotage::sync {

class ProjectRun {
public:
  using Watch = std::function<void(const ProjectSyncState&)>;

  // `options` has its clock and random source set.
  ProjectRun(Outbox& outbox, Project project, UploaderOptions options, Watch watch);

  // Sends all that is due. An Error is the outbox's own.
  Result<void> drain();

  // From now on, in the midst of drain() too: a large item under way is cut off where it must wait. Callable from any thread.
  void set_metered(bool metered);

  // Ends the transfer under way; callable from any thread. The next drain() goes on only after uncancel().
  void cancel() { http_.cancel(); }
  void uncancel() { http_.uncancel(); }

  // Forgets the back-off and what is known of the server.
  void forget_failures();
  // The run waits because no server was reachable.
  bool waits_for_network() const;

  // The outbox itself failed: says so and waits.
  void wait_after(const Error& error, std::int64_t delay_ms);

  const ProjectSyncState& state() const { return state_; }
  const std::vector<SendFailure>& failures() const { return failures_; }
  std::size_t parked() const { return parked_; }

private:
  static constexpr std::size_t kMostInABatch = 200;

  Outbox& outbox_;
  const Project project_;
  const UploaderOptions options_;
  const Watch watch_;
  HttpClient http_;
  BatchDictionaries dictionaries_;
  ProjectSyncState state_;
  std::optional<ServerFacts> facts_;
  std::int64_t facts_time_ = 0;
  std::uint32_t stops_in_a_row_ = 0;
  // Failures of the server in a row, of items that had failed in an earlier run already, and of the others.
  struct {
    int tried_before = 0;
    int fresh = 0;
  } server_errors_;
  std::set<std::string> passed_over_;             // items that failed in an earlier run, once enough of these have failed again
  std::size_t batch_limit_ = kMostInABatch;       // halved by each failure, doubled by each success
  std::size_t posts_before_batch_ = 0;            // where the limit is 1: so many must succeed before two go together again
  std::size_t posts_wanted_ = 1;                  // what that begins with the next time: doubled each time, until a batch succeeds
  std::map<std::string, std::int64_t> attempted_; // item -> its retry time, in this run
  std::set<std::string> sent_anew_;               // items of which all files went once more
  std::vector<SendFailure> failures_;
  std::size_t parked_ = 0;
  std::atomic<bool> metered_ = false;
  bool files_of_large_item_ = false; // are under way

  struct Next {
    OutboxItem item;
    Lane lane;
    std::vector<OutboxItem> batch = {}; // when it may go with others, all of them; `item` is the first
  };

  Result<std::vector<OutboxItem>> due(Lane lane, std::size_t limit, std::optional<std::uint64_t> most_file_bytes = {});
  Result<std::vector<OutboxItem>> offered(Lane lane, std::size_t limit, std::optional<std::uint64_t> most_file_bytes);
  Result<bool> answers_wait();
  Result<std::optional<Next>> next_item();
  Result<bool> take_next(); // false: the run is over
  Result<bool> park_damaged(const OutboxItem& item);
  Result<bool> send_one(const Next& next);
  Result<bool> send_batch(const Next& next);
  Result<bool> retry_smaller(const SendReport& failure, std::size_t batch_size);
  std::optional<Answer> meet_server(); // what stands in the way
  bool passes_over_tried() const;
  void forget_server_errors();
  void note_server_error(const OutboxItem& item);
  Result<bool> settle(const OutboxItem& item, const SendReport& report);
  bool is_large(const OutboxItem& item) const;
  bool must_wait_now() const { return metered_ && files_of_large_item_; }
  bool know_server();
  SendProgress progress();
  Result<bool> stop_run(AnswerMeans means, SendFailure failure, std::optional<std::int64_t> retry_after_ms);
  Result<void> refresh_totals();
  void changed() const;
};

// Fills in the system's clock and random source where the options leave them empty.
UploaderOptions completed(UploaderOptions options);

} // namespace pilotage::sync
