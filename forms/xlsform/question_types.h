// What each XLSForm question type becomes in the XForm: its control, its data type and the values that the device fills
// in (XLSForm reference, "Question types" and "Metadata"). Constant data; any thread.
#pragma once

#include <span>
#include <string_view>
#include <utility>

namespace pilotage::forms::xlsform {

struct QuestionType {
  std::string_view name = {};
  // input, select, select1, odk:rank, range, trigger, upload; empty for what has no control.
  std::string_view control = {};
  std::string_view data_type = {}; // of the bind; empty for none
  std::string_view mediatype = {}; // of an upload
  std::string_view preload = {};   // jr:preload, and its parameter
  std::string_view preload_parameter = {};
  std::string_view constraint = {};
  std::string_view hint = {};
  bool readonly = false;
};

// By its name in the type column, aliases included; nullptr for none.
const QuestionType* find_question_type(std::string_view name);

// The type whose name is closest to a misspelt one, or empty.
std::string_view similar_question_type(std::string_view name);

} // namespace pilotage::forms::xlsform
