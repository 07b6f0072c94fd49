// What an XForm document says: its instances, binds, controls, texts, choices and actions, resolved and checked once.
// Immutable after parse(), so any number of sessions on any number of threads may share one.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forms/error.h"

namespace pilotage::forms {

// The files that come with a form, by the name that the form gives them ("countries.csv").
using Attachments = std::map<std::string, std::string, std::less<>>;

// XForms and ODK XForms data types (ODK XForms, "Data Types").
enum class DataType {
  string, integer, decimal, boolean, date, time, date_time, geopoint, geotrace, geoshape, binary, barcode, select, select_one, rank, intent
};

// What a person meets in the body of the form (ODK XForms, "Body Elements").
enum class ControlKind { group, repeat, input, select_one, select_multiple, rank, range, upload, trigger };

class FormDefinition {
public:
  // Reads an XForm document. Errors: malformed, unsupported, not_found (a reference to nothing), cycle,
  // limit_exceeded; each says where: the element, the bind, the expression and its column.
  static Result<std::shared_ptr<const FormDefinition>> parse(std::string_view xform, const Attachments& attachments = {});

  ~FormDefinition();

  const std::string& title() const;
  // Attributes of the primary instance's root: its id, and its version ("" where there is none).
  const std::string& form_id() const;
  const std::string& version() const;
  // In the order of the document; empty where the form is written in one language without itext.
  std::span<const std::string> languages() const;
  // The language marked as default, else the first; "" where there is none.
  const std::string& default_language() const;

private:
  FormDefinition();
};

} // namespace pilotage::forms
