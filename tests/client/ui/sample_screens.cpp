#include "client/ui/sample_screens.h"

#include <array>

namespace pilotage::tests {

namespace {

using namespace pilotage::ui;
using Fault = QuestionShown::Fault;

std::string in(Language language, const char* english, const char* french, const char* spanish) {
  return language == Language::french ? french : language == Language::spanish ? spanish : english;
}

QuestionShown question(const std::string& ref, QuestionKind kind, std::string label) {
  QuestionShown shown;
  shown.ref = ref;
  shown.kind = kind;
  shown.label = std::move(label);
  return shown;
}

std::vector<ChoiceShown> agreement(Language l) {
  return {{"1", in(l, "1 Strongly disagree", "1 Pas du tout d’accord", "1 Totalmente en desacuerdo")},
          {"2", "2"},
          {"3", "3", true},
          {"4", "4"},
          {"5", in(l, "5 Strongly agree", "5 Tout à fait d’accord", "5 Totalmente de acuerdo")}};
}

std::vector<ChoiceShown> objectives(Language l) {
  return {{"o1", in(l, "Collect and utilize accurate and disaggregated data as a basis for evidence-based policies",
                    "Collecter et utiliser des données précises et ventilées qui serviront à l’élaboration de politiques fondées sur la "
                    "connaissance des faits",
                    "Recopilar y utilizar datos exactos y desglosados para formular políticas con base empírica")},
          {"o2",
           in(l, "Provide accurate and timely information at all stages of migration",
              "Fournir dans les meilleurs délais des informations exactes à toutes les étapes de la migration",
              "Proporcionar información exacta y oportuna en todas las etapas de la migración"),
           true},
          {"o3", in(l, "Other", "Autre", "Otro")}};
}

QuestionShown hour(Language l) {
  QuestionShown shown = question("/data/g/hour", QuestionKind::time,
                                 in(l, "When did it begin?", "À quelle heure a-t-elle commencé ?", "¿A qué hora empezó?"));
  shown.value = "14:05:00.000+02:00";
  return shown;
}

QuestionShown meeting(Language l) {
  QuestionShown shown =
      question("/data/g/meeting", QuestionKind::date_time,
               in(l, "When is the next meeting?", "Quand aura lieu la prochaine réunion ?", "¿Cuándo es la próxima reunión?"));
  shown.value = "2026-03-19T09:30:00.000+01:00";
  return shown;
}

QuestionShown place(Language l) {
  QuestionShown shown =
      question("/data/g/place", QuestionKind::place, in(l, "Where was it?", "Où a-t-elle eu lieu ?", "¿Dónde tuvo lugar?"));
  shown.fault = Fault::type;
  shown.refused = "Genève";
  return shown;
}

QuestionShown order(Language l) {
  QuestionShown shown = question("/data/g/order", QuestionKind::rank,
                                 in(l, "What matters most?", "Qu’est-ce qui compte le plus ?", "¿Qué es lo más importante?"));
  shown.choices = objectives(l);
  shown.value = "o2 o1";
  return shown;
}

QuestionShown photo(Language l) {
  QuestionShown shown = question("/data/g/photo", QuestionKind::file, in(l, "Photo", "Photo", "Foto"));
  shown.value = "atelier-genève.jpg";
  shown.file_bytes = 2'345'678;
  return shown;
}

std::vector<QuestionShown> questions(Language l) {
  QuestionShown note = question("/data/g/welcome", QuestionKind::note,
                                in(l, "It is the **Guide** that is being tested, not you: there are no right or wrong answers.",
                                   "C’est le **Guide** qui est testé, pas vous : il n’y a ni bonne ni mauvaise réponse.",
                                   "Lo que se pone a prueba es la **Guía**, no a usted: no hay respuestas correctas ni incorrectas."));
  QuestionShown name = question("/data/g/code", QuestionKind::text, in(l, "Session code", "Code de la séance", "Código de la sesión"));
  name.hint = in(l, "Given by the person who runs the session. It links your answers to the session, not to your name.",
                 "Donné par la personne qui anime la séance. Il relie vos réponses à la séance, pas à votre nom.",
                 "Se lo da la persona que dirige la sesión. Vincula sus respuestas a la sesión, no a su nombre.");
  name.value = "GVA-07";
  QuestionShown age =
      question("/data/g/age", QuestionKind::integer,
               in(l, "How many people took part?", "Combien de personnes ont participé ?", "¿Cuántas personas participaron?"));
  age.required = true;
  age.fault = Fault::constraint;
  age.refused = "900";
  age.message = in(l, "A session has 1 to 200 participants.", "Une séance compte de 1 à 200 participants.",
                   "Una sesión tiene de 1 a 200 participantes.");
  QuestionShown day = question("/data/g/day", QuestionKind::date, in(l, "Day of the session", "Jour de la séance", "Día de la sesión"));
  day.value = "2026-03-12";
  QuestionShown sus = question("/data/g/sus", QuestionKind::select_one,
                               in(l, "I think that I would like to use this system frequently.",
                                  "Je voudrais utiliser ce système fréquemment.", "Me gustaría usar esta herramienta frecuentemente."));
  sus.cells = true;
  sus.choices = agreement(l);
  sus.value = "3";
  QuestionShown many =
      question("/data/g/objectives", QuestionKind::select_many,
               in(l, "Which objectives does it address?", "À quels objectifs répond-elle ?", "¿A qué objetivos responde?"));
  many.choices = objectives(l);
  many.value = "o2";
  QuestionShown likely =
      question("/data/g/recommend", QuestionKind::range,
               in(l, "How likely are you to recommend the Guide?", "Quelle est la probabilité que vous recommandiez le Guide ?",
                  "¿Qué probabilidad hay de que recomiende la Guía?"));
  likely.range_end = 10;
  QuestionShown load = question("/data/g/load", QuestionKind::range, in(l, "Mental demand", "Exigence mentale", "Exigencia mental"));
  load.range_end = 100;
  load.range_step = 5;
  load.value = "35";
  QuestionShown comment = question("/data/g/comment", QuestionKind::long_text,
                                   in(l, "What is missing, or should be changed?", "Que manque-t-il, ou que faudrait-il changer ?",
                                      "¿Qué falta o qué debería cambiarse?"));
  comment.value = "« Le cœur du Guide » – l’étape 2 – coûte 100 € … “quoted”, naïve œuvre, señal, ¿por qué? ¡Sí!";
  QuestionShown consent = question("/data/g/consent", QuestionKind::select_one,
                                   in(l, "Do you agree to take part?", "Acceptez-vous de participer ?", "¿Acepta participar?"));
  consent.required = true;
  consent.fault = Fault::required;
  consent.choices = {{"yes", in(l, "Yes", "Oui", "Sí")}, {"no", in(l, "No", "Non", "No")}};
  QuestionShown read = question("/data/g/read", QuestionKind::trigger,
                                in(l, "Please hand the laptop back.", "Veuillez rendre l’ordinateur.", "Devuelva el equipo, por favor."));
  return {note, name, age, day, sus, many, likely, load, comment, consent, read, hour(l), meeting(l), place(l), order(l), photo(l)};
}

ResponseShown response(Language l, std::int64_t id, ResponseStage stage) {
  return {.id = id,
          .form_title = in(l, "Usability of the Guide", "Facilité d’utilisation du Guide", "Usabilidad de la Guía"),
          .name = "",
          .instance_id = "",
          .participant = "P2",
          .stage = stage,
          .changed_at = 1772546700000,
          .problem = std::nullopt,
          .problem_detail = ""};
}

HomeShown home(Language l) {
  HomeShown shown;
  shown.forms = {{1,
                  "guide-usability",
                  in(l, "Usability of the Guide", "Facilité d’utilisation du Guide", "Usabilidad de la Guía"),
                  "1",
                  {"English (en)", "Français (fr)", "Español (es)"}},
                 {2,
                  "guidance-feedback",
                  in(l, "Feedback on the draft guidance on implementing the Global Compact at national level",
                     "Retour sur le projet d’orientations pour la mise en œuvre du Pacte mondial au niveau national",
                     "Comentarios sobre el borrador de orientaciones para aplicar el Pacto Mundial a nivel nacional"),
                  "1",
                  {"English (en)", "Français (fr)", "Español (es)"}}};
  shown.drafts = {response(l, 7, ResponseStage::draft)};
  return shown;
}

ResponsesShown responses(Language l) {
  ResponsesShown shown;
  for (const auto stage : {ResponseStage::draft, ResponseStage::finalized, ResponseStage::waiting, ResponseStage::parked,
                           ResponseStage::sent, ResponseStage::confirmed})
    shown.rows.push_back(response(l, static_cast<std::int64_t>(shown.rows.size()) + 1, stage));
  shown.rows[1].name_fault = ErrorCode::damaged;
  shown.rows[2].problem = ErrorCode::no_network;
  shown.rows[3].problem = ErrorCode::refused;
  shown.rows[3].problem_detail = "409 Conflict: an instance with this instanceID and other content was submitted before.";
  return shown;
}

ReviewShown review(Language l, bool complete) {
  ReviewShown shown{.title = in(l, "Usability of the Guide", "Facilité d’utilisation du Guide", "Usabilidad de la Guía"),
                    .answered = 12,
                    .questions = 40,
                    .problems = {},
                    .goes_to_server = true};
  if (complete) return shown;
  for (const QuestionShown& q : questions(l))
    if (q.fault != Fault::none)
      shown.problems.push_back({q.ref, q.label, in(l, "Your session", "Votre séance", "Su sesión"), q.message, q.fault});
  return shown;
}

} // namespace

ui::FillingShown sample_filling(Language l) {
  FillingShown shown;
  shown.response = 7;
  shown.title = in(l, "Usability of the Guide", "Facilité d’utilisation du Guide", "Usabilidad de la Guía");
  shown.languages = {"English (en)", "Français (fr)", "Español (es)"};
  shown.language = shown.languages[static_cast<std::size_t>(l)];
  shown.outline = {
      {in(l, "Before you start", "Avant de commencer", "Antes de empezar"), 1, 1, 0, true},
      {in(l, "Your session", "Votre séance", "Su sesión"), 5, 11, 2, true},
      {in(l, "Ten statements about the Guide", "Dix affirmations sur le Guide", "Diez enunciados sobre la Guía"), 0, 10, 0, false},
      {"", 0, 3, 0, false}};
  shown.page = 1;
  shown.page_title = shown.outline[1].title;
  for (const QuestionShown& q : questions(l)) shown.blocks.push_back({.kind = BlockShown::Kind::question, .question = q});
  const std::string title = in(l, "Comment on a section", "Commentaire sur une section", "Comentario sobre una sección");
  shown.blocks.push_back({.kind = BlockShown::Kind::heading, .title = title});
  shown.blocks.push_back(
      {.kind = BlockShown::Kind::instance_begin, .title = title, .ref = "/data/g/c[1]", .position = 1, .answered = 1, .removable = true});
  QuestionShown page = question("/data/g/c[1]/page", QuestionKind::decimal, in(l, "Page", "Page", "Página"));
  page.value = "12.5";
  shown.blocks.push_back({.kind = BlockShown::Kind::question, .question = page});
  shown.blocks.push_back({.kind = BlockShown::Kind::instance_end});
  shown.blocks.push_back({.kind = BlockShown::Kind::add, .title = title, .ref = "/data/g#4"});
  shown.answered = 6;
  shown.questions = 25;
  shown.can_undo = true;
  return shown;
}

std::vector<SampleScreen> sample_screens(Language language, int scale_percent) {
  Snapshot base;
  base.serial = 1;
  base.language = language;
  base.scale_percent = scale_percent;
  base.today = "2026-03-12";
  base.sync.state = SyncShown::State::offline;
  base.sync.waiting = 3;
  base.sync.parked = 1;
  base.sync.problem = ErrorCode::no_network;
  std::vector<SampleScreen> screens;
  auto add = [&](const char* name, ScreenShown screen) -> Snapshot& {
    screens.push_back({name, base});
    screens.back().snapshot.screen = std::move(screen);
    return screens.back().snapshot;
  };
  add("opening", OpeningShown{});
  add("home", home(language));
  Snapshot& session = add("home-session", home(language));
  session.session = SessionShown{"P2", "Geneva", "2026-03-12"};
  session.notice = NoticeShown{.kind = NoticeShown::Kind::finalized_and_queued};
  add("home-empty", HomeShown{}).sync = {};
  add("home-fetch-problems", home(language)).sync.fetch_problems = {
      {.project = "Enquête nationale", .form = "", .code = ErrorCode::no_project, .detail = "The server does not have the form list."},
      {.project = "Enquête nationale", .form = "Guide d’utilisation", .code = ErrorCode::malformed, .detail = ""},
      {.project = "", .form = "", .code = ErrorCode::disk_full, .detail = "The disk is full."},
      {.project = "Enquête nationale", .form = "Guide", .code = ErrorCode::timeout, .detail = ""}};
  add("home-server-problems", home(language)).sync.server_problems = {
      {.project = "Enquête nationale", .code = ErrorCode::damaged, .detail = "The settings of the project can no longer be read."},
      {.project = "Pilot", .code = ErrorCode::io, .detail = "The certificate authority of the project cannot be written."}};
  HomeShown unreadable = home(language);
  unreadable.drafts[0].name_fault = ErrorCode::damaged;
  add("home-unreadable-name", unreadable);
  add("home-nothing-fetched", HomeShown{}).sync.fetch_problems = {
      {.project = "Enquête nationale", .form = "", .code = ErrorCode::timeout, .detail = "The server did not answer in time."}};
  add("filling", sample_filling(language));
  FillingShown unsaved = sample_filling(language);
  unsaved.unsaved = true;
  unsaved.save_error = Error{ErrorCode::disk_full, "The disk is full.", ""};
  add("filling-unsaved", unsaved);
  add("review", review(language, false));
  add("review-complete", review(language, true));
  add("responses", responses(language));
  SettingsShown settings{.servers = {{"Pilot", "https://pilot.example.org/v1/key/…/projects/7", true}},
                         .data_folder = "/home/focal-point/.local/share/pilotage",
                         .version = "0.1.0",
                         .server_error = Error{ErrorCode::malformed, "This is not a settings code.", ""}};
  settings.servers.push_back({.name = "Enquête nationale", .address = "", .problem = ErrorCode::damaged});
  add("settings", settings);
  for (const ErrorCode code :
       {ErrorCode::locked, ErrorCode::damaged, ErrorCode::permission, ErrorCode::disk_full, ErrorCode::newer_version})
    add("failure", FailureShown{{code, "The database cannot be opened.", "/home/focal-point/.local/share/pilotage/pilotage.db"}});
  return screens;
}

} // namespace pilotage::tests
