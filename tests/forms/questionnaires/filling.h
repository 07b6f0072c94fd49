// Somebody who fills in one of the bundled questionnaires in one language, step by step, through the real converter and
// the real engine. Each step is checked as it is made. Questions are named by their path below the root: "sus/sus_1",
// "task[2]/task_result".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/engine/form_session.h"

namespace pilotage::forms::questionnaires {

// As the questionnaires name their languages.
extern const std::vector<std::string> kLanguages;

class Filling {
public:
  Filling(const std::string& questionnaire, std::string_view language);

  void answer(std::string_view path, std::string_view value);
  // The constraint refuses the value, with a message, and the answer before stays.
  void refused(std::string_view path, std::string_view value);
  void add_repeat(std::string_view path);
  // Adds instances until there are so many.
  void have_instances(const std::string& repeat, int count);

  std::string value(std::string_view path);
  bool relevant(std::string_view path);
  // The values of the choices that are shown.
  std::vector<std::string> choices(std::string_view path);
  std::string label(std::string_view path);

  // The path of the question at which finalizing stops, or "".
  std::string stops_at();
  // Every question that is shown is answered, and every text that is shown is there.
  void expect_all_answered();
  void expect_texts();
  // Finalizes; gives the XML.
  std::string finalize();

private:
  Node node(std::string_view path);
  std::vector<Item> shown();
  void collect(const Item& parent, std::vector<Item>& into);
  void expect_choices(const Item& item);
  bool is_question(const Item& item);

  FormSession session_;
};

} // namespace pilotage::forms::questionnaires
