// A form made by chance, as an XForm document and as what it says in plain words.
#pragma once

#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include "forms/engine/plain_evaluation.h"
#include "forms/model/form_definition.h"

namespace pilotage::forms {

class RandomForm {
public:
  explicit RandomForm(std::uint32_t seed);

  std::string document() const;
  Attachments attachments() const;
  const PlainForm& plain() const { return plain_; }

  bool chance(int in) { return number(in) == 0; }
  int number(int below) { return static_cast<int>(random_() % static_cast<std::uint32_t>(below)); }
  std::string pick(std::initializer_list<const char*> all) { return *(all.begin() + number(static_cast<int>(all.size()))); }

private:
  void add_tables();
  void add_questions();
  void add_group();
  void add_selects();
  void add_rows();
  void add_counted();
  void add_calculations();

  void say(PlainRule::Kind kind, const std::string& path, const std::string& expression);
  void label(const std::string& path, const std::string& expression);
  void choose(const std::string& control, const std::string& path, const std::string& nodes, const std::string& label);
  std::string question(int below) { return "/data/q" + std::to_string(number(below)); }
  std::string condition(int below);
  std::string calculation(int below);

  std::mt19937 random_;
  PlainForm plain_;
  std::string instance_;
  std::string secondary_;
  std::string csv_;
  std::string binds_;
  std::string english_;
  std::string french_;
  std::string body_;
};

} // namespace pilotage::forms
