// Gathers what is wrong with a workbook while it is converted, so that the author sees everything at once.
// One conversion owns one; not shared between threads.
#pragma once

#include <string>
#include <vector>

#include "forms/xlsform/message.h"

namespace pilotage::forms::xlsform {

class Problems {
public:
  explicit Problems(std::string file) : file_(std::move(file)) {}

  void error(Place place, std::string message, std::string remedy);
  void warning(Place place, std::string message, std::string remedy);

  bool any_error() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }

  // In the order of the workbook: what concerns it as a whole, then sheet by sheet and row by row.
  std::vector<Message> in_order() const;

private:
  std::string file_;
  std::vector<Message> messages_;
  std::size_t errors_ = 0;
};

} // namespace pilotage::forms::xlsform
