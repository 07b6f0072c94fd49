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
#include "forms/model/data_type.h"
#include "forms/model/submission.h"

namespace pilotage::forms {

// The files that come with a form, by the name that the form gives them ("countries.csv").
using Attachments = std::map<std::string, std::string, std::less<>>;

struct FormContent;

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

  // Every file that the form names as the source of an instance, and those of them that parse() was not given: such an instance is empty,
  // and a form that is to be filled in needs them.
  std::span<const std::string> attachments() const;
  std::span<const std::string> missing_attachments() const;
  // What is odd in the form and does no harm, in plain words.
  std::span<const std::string> warnings() const;

  const Submission& submission() const;
  AuditConfiguration audit() const;

  // All of it, for the engine and for tools: forms/model/form_content.h.
  const FormContent& content() const { return *content_; }

private:
  FormDefinition();
  std::unique_ptr<FormContent> content_;
};

} // namespace pilotage::forms
