// A question while its row is read: what the row says, and where to report what is wrong with it. The functions below
// complete what each family of question types adds. One conversion, one thread.
#pragma once

#include <string>
#include <string_view>

#include "forms/xlsform/form_source.h"
#include "forms/xlsform/form_tree.h"
#include "forms/xlsform/parameters.h"

namespace pilotage::forms::xlsform {

struct QuestionDraft {
  Element& element;
  const Parameters& parameters;
  const FormSource& source;

  Place place(const ColumnPath& path) const { return source.survey.place(element.row, path); }
  Place parameters_place() const { return place({"parameters"}); }
  void error(const ColumnPath& path, std::string message, std::string remedy) const {
    source.problems.error(place(path), std::move(message), std::move(remedy));
  }
  void warning(const ColumnPath& path, std::string message, std::string remedy) const {
    source.problems.warning(place(path), std::move(message), std::move(remedy));
  }
  std::string_view keep(std::string_view text) const { return source.arena().keep(text); }

  // Copies a parameter to an attribute if its value is one of these, or else reports it.
  void copy_if_one_of(std::string_view parameter, Attributes& to, std::string_view attribute,
                      std::initializer_list<std::string_view> values) const;
  // The same for numbers.
  void copy_if_number(std::string_view parameter, Attributes& to, std::string_view attribute) const;
  void copy_if_integer(std::string_view parameter, Attributes& to, std::string_view attribute) const;
};

void complete_text(const QuestionDraft& draft);
void complete_photo(const QuestionDraft& draft);
void complete_audio(const QuestionDraft& draft);
void complete_background_audio(const QuestionDraft& draft);
void complete_geo(const QuestionDraft& draft);
void complete_range(const QuestionDraft& draft);
void complete_audit(const QuestionDraft& draft);
void complete_background_geopoint(const QuestionDraft& draft);
void complete_osm(const QuestionDraft& draft, std::string_view list_name);

} // namespace pilotage::forms::xlsform
