// Words that may stand on the screen. A phrase of the program is a key of assets/locales and becomes a Text only through
// a Locale; what people and forms say becomes one through content(). There is no way from a string literal to a label, so
// an untranslated phrase does not compile.
//
// tests/rules/locales_test.cpp reads the sources for "…"_key and "…"_count, so keys are always written out whole.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace pilotage::ui {

class Text {
public:
  Text() = default;
  const std::string& str() const { return words_; }
  bool empty() const { return words_.empty(); }
  bool operator==(const Text&) const = default;

private:
  explicit Text(std::string words) : words_(std::move(words)) {}
  friend class Locale;
  friend Text content(std::string_view words);
  std::string words_;
};

// Words of a form, a person or a server; never a phrase of the program.
Text content(std::string_view words);

// The name of a phrase in assets/locales.
class TextKey {
public:
  std::string_view name() const { return name_; }

private:
  consteval explicit TextKey(std::string_view name) : name_(name) {}
  friend consteval TextKey operator""_key(const char* name, std::size_t length);
  std::string_view name_;
};

// The same for a phrase that depends on a number: the locale holds NAME.one and NAME.other.
class CountKey {
public:
  std::string_view name() const { return name_; }

private:
  consteval explicit CountKey(std::string_view name) : name_(name) {}
  friend consteval CountKey operator""_count(const char* name, std::size_t length);
  std::string_view name_;
};

consteval TextKey operator""_key(const char* name, std::size_t length) { return TextKey(std::string_view(name, length)); }
consteval CountKey operator""_count(const char* name, std::size_t length) { return CountKey(std::string_view(name, length)); }

} // namespace pilotage::ui
