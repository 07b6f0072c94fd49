#include "client/session/pilot_session.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace pilotage::session {

namespace {

constexpr std::array<std::string_view, 3> kModalities = {"in_person", "remote", "hybrid"};

int digits(std::string_view text) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : -1;
}

// A day of the calendar as ISO 8601 writes it: 2026-03-01.
bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const int year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)), day = digits(text.substr(8, 2));
  if (year < 0 || month < 0 || day < 0) return false;
  using namespace std::chrono;
  return year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                        std::chrono::day{static_cast<unsigned>(day)}}
      .ok();
}

Result<void> check(const store::PilotSessionDetails& details) {
  if (!is_date(details.date)) return fail(ErrorCode::invalid_value, "The day of the session is not a date like 2026-03-01.", details.date);
  if (std::ranges::find(kModalities, details.modality) == kModalities.end())
    return fail(ErrorCode::invalid_value, "A session is held in_person, remote or hybrid.", details.modality);
  return {};
}

} // namespace

Result<PilotSession> PilotSession::start(store::Store& store, const store::PilotSessionDetails& details) {
  if (auto checked = check(details); !checked) return std::unexpected(checked.error());
  store::PilotSessions sessions(store);
  auto row = sessions.create(details);
  if (!row) return std::unexpected(row.error());
  auto first = sessions.next_participant(row->id);
  if (!first) return std::unexpected(first.error());
  return PilotSession(store, std::move(*row), {std::move(*first)});
}

Result<std::optional<PilotSession>> PilotSession::running(store::Store& store) {
  store::PilotSessions sessions(store);
  auto row = sessions.running();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::nullopt;
  auto participants = sessions.participants((*row)->id);
  if (!participants) return std::unexpected(participants.error());
  if (participants->empty()) {
    // The program ended between the session's first row and its first participant.
    auto first = sessions.next_participant((*row)->id);
    if (!first) return std::unexpected(first.error());
    participants->push_back(std::move(*first));
  }
  return PilotSession(store, std::move(**row), std::move(*participants));
}

Result<std::vector<store::Response>> PilotSession::responses() const { return store::Responses(*store_).of_participant(participant().id); }

Result<store::ParticipantRow> PilotSession::hand_over() {
  store::PilotSessions sessions(*store_);
  auto next = sessions.next_participant(row_.id);
  if (!next) return next;
  participants_.back().ended_at = next->started_at;
  participants_.push_back(*next);
  return next;
}

Result<void> PilotSession::end() {
  store::PilotSessions sessions(*store_);
  if (auto ended = sessions.end(row_.id); !ended) return ended;
  auto row = sessions.get(row_.id);
  if (!row) return std::unexpected(row.error());
  row_ = std::move(*row);
  participants_.back().ended_at = row_.ended_at;
  return {};
}

} // namespace pilotage::session
