#include <array>

#include "client/ui/views/frame.h"
#include "client/ui/views/views.h"
#include "client/ui/widgets/banner.h"
#include "client/ui/widgets/choice_list.h"
#include "client/ui/widgets/text_editor.h"

namespace pilotage::ui {

namespace {

constexpr std::array kRetentions = {-1, 30, 90, 365}; // days
constexpr std::array kScales = {100, 125, 150, 175, 200};

// Each language is named in itself, so that somebody who cannot read the others finds it.
Text name_of(const Locale& tr, Language language) {
  switch (language) {
  case Language::english: return tr("language.english"_key);
  case Language::french: return tr("language.french"_key);
  case Language::spanish: return tr("language.spanish"_key);
  }
  return {};
}

void draw_language(Ui& ui, Column& column, const Snapshot& snapshot, Commands& out) {
  card(ui, column, {}, [&](Column& inner) {
    inner.text(ui.tr()("settings.language"_key), {.face = FaceRole::bold});
    inner.space(1);
    std::vector<ChoiceRow> rows;
    for (const Language language : kLanguages)
      rows.push_back({std::string(code(language)), name_of(ui.tr(), language), language == snapshot.language});
    if (const auto chosen = choice_list(ui, "settings.language", inner, rows, {.cells = true}))
      out.emplace_back(SetLanguage{kLanguages.at(*chosen)});
  });
  column.space(2);
}

void draw_scale(Ui& ui, Column& column, const Snapshot& snapshot, Commands& out) {
  card(ui, column, {}, [&](Column& inner) {
    inner.text(ui.tr()("settings.scale"_key), {.face = FaceRole::bold});
    inner.space(1);
    std::vector<ChoiceRow> rows;
    for (const int scale : kScales) {
      const std::string number = std::to_string(scale);
      rows.push_back({number, ui.tr()("settings.percent"_key, {{.name = "number", .value = number}}), scale == snapshot.scale_percent});
    }
    if (const auto chosen = choice_list(ui, "settings.scale", inner, rows, {.cells = true}))
      out.emplace_back(SetScale{kScales.at(*chosen)});
  });
  column.space(2);
}

Text code_refused(const Locale& tr, const Error& error) {
  if (error.code == ErrorCode::tls_untrusted) return tr("settings.authority.refused"_key);
  return tr("settings.code.refused"_key, {{.name = "reason", .value = tr.code_problem(error.code).str()}});
}

void draw_server(Ui& ui, Column& column, const SettingsShown& settings, Commands& out) {
  card(ui, column, {}, [&](Column& inner) {
    inner.text(ui.tr()("settings.server"_key), {.face = FaceRole::bold});
    inner.space(0.5F);
    if (settings.servers.empty()) inner.text(ui.tr()("settings.no_server"_key), {.color = palette::kMuted});
    for (const ServerShown& server : settings.servers) {
      inner.text(content(server.name), {});
      if (server.problem)
        inner.text(ui.tr().server_problem(*server.problem), {.face = FaceRole::small, .color = palette::kDanger});
      else
        inner.text(content(server.address), {.face = FaceRole::small, .color = palette::kMuted});
      if (server.own_authority) inner.text(ui.tr()("settings.own_authority"_key), {.face = FaceRole::small, .color = palette::kMuted});
    }
    inner.space(1.5F);
    const std::vector<ChoiceRow> automatic = {{"on", ui.tr()("settings.automatic_sync"_key), settings.sync_automatically}};
    if (choice_list(ui, "settings.automatic_sync", inner, automatic, {.many = true}))
      out.emplace_back(SetAutomaticSync{!settings.sync_automatically});
    const std::vector<ChoiceRow> metered = {{"on", ui.tr()("settings.metered"_key), settings.metered}};
    if (choice_list(ui, "settings.metered", inner, metered, {.many = true})) out.emplace_back(SetMetered{!settings.metered});
    inner.space(2.5F);
    inner.text(ui.tr()("settings.code"_key), {.face = FaceRole::bold});
    inner.text(ui.tr()("settings.code.hint"_key), {.face = FaceRole::small, .color = palette::kMuted});
    inner.space(1);
    const Edited code = text_editor(ui, "settings.code", inner, "",
                                    {.many_lines = true,
                                     .invalid = settings.server_error.has_value(),
                                     .adopt = false,
                                     .least_lines = 3,
                                     .most_lines = 5,
                                     .words = ui.tr()("settings.code"_key)});
    inner.space(1);
    if (settings.server_error) {
      banner(ui, inner, Tone::danger, code_refused(ui.tr(), *settings.server_error),
             ui.tr()("responses.detail"_key, {{.name = "detail", .value = settings.server_error->to_string()}}));
      inner.space(1);
    }
    if (settings.server_added) {
      banner(ui, inner, Tone::good, ui.tr()("settings.server_added"_key));
      inner.space(1);
    }
    ButtonRow row(ui, inner.x(), inner.y(), inner.width());
    if (row.add("settings.add_server", ui.tr()("settings.add_server"_key), {.enabled = !code.text.empty()}))
      out.emplace_back(AddServer{code.text});
    inner.reach(row.bottom());
  });
  column.space(2);
}

// Keeping more is done at once; deleting is asked first.
void draw_retention(Ui& ui, Column& column, const SettingsShown& settings, Confirmation& confirm, Commands& out) {
  card(ui, column, {}, [&](Column& inner) {
    inner.text(ui.tr()("settings.retention"_key), {.face = FaceRole::bold});
    inner.text(ui.tr()("settings.retention.hint"_key), {.face = FaceRole::small, .color = palette::kMuted});
    inner.space(1);
    std::vector<ChoiceRow> rows;
    for (const int days : kRetentions)
      rows.push_back({std::to_string(days),
                      days < 0 ? ui.tr()("settings.retention.all"_key) : ui.tr()("settings.retention.days"_count, days),
                      days == settings.retention_days});
    const auto chosen = choice_list(ui, "settings.retention", inner, rows, {.cells = true});
    if (!chosen) return;
    const int days = kRetentions.at(*chosen);
    const bool sooner = days >= 0 && (settings.retention_days < 0 || days < settings.retention_days);
    if (sooner)
      confirm = {.kind = Confirmation::Kind::retention, .count = days};
    else if (days != settings.retention_days)
      out.emplace_back(SetRetention{days});
  });
  column.space(2);
}

void draw_about(Ui& ui, Column& column, const SettingsShown& settings) {
  card(ui, column, {}, [&](Column& inner) {
    inner.text(ui.tr()("settings.data"_key), {.face = FaceRole::bold});
    inner.text(content(settings.data_folder), {.face = FaceRole::small, .color = palette::kMuted});
    inner.space(2);
    inner.text(ui.tr()("settings.about"_key), {.face = FaceRole::bold});
    inner.text(ui.tr()("settings.about.words"_key, {{.name = "version", .value = settings.version}}),
               {.face = FaceRole::small, .color = palette::kMuted});
  });
}

} // namespace

void draw_settings(Ui& ui, const Snapshot& snapshot, const SettingsShown& settings, Confirmation& confirm, Commands& out) {
  Rect rest;
  if (top_bar(ui, {.title = ui.tr()("bar.settings"_key), .back = ui.tr()("bar.home"_key)}, rest)) out.emplace_back(ShowHome{});
  Scroll scroll(ui, "settings.scroll", rest);
  Column column = reading_column(ui, scroll, rest);
  column.space(4);
  draw_language(ui, column, snapshot, out);
  draw_scale(ui, column, snapshot, out);
  if (!snapshot.preview) draw_server(ui, column, settings, out);
  if (!snapshot.preview) draw_retention(ui, column, settings, confirm, out);
  draw_about(ui, column, settings);
  column.space(5);
  scroll.finish(column.height());
  if (ui.take_key(Key::escape)) out.emplace_back(ShowHome{});
}

} // namespace pilotage::ui
