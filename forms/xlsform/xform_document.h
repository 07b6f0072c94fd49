// Writes the XForm of a finished tree. One conversion, one thread.
#pragma once

#include <string>
#include <string_view>

#include "forms/xlsform/choices.h"
#include "forms/xlsform/form_tree.h"
#include "forms/xlsform/itext.h"
#include "forms/xlsform/paths.h"
#include "forms/xlsform/problems.h"
#include "forms/xlsform/settings.h"
#include "forms/xlsform/xform_parts.h"

namespace pilotage::forms::xlsform {

struct XFormPieces {
  const Element& survey;
  const Settings& settings;
  Choices& choices;
  const Paths& paths;
  const Itext& itext;
  const std::vector<SecondaryInstance>& external;
  std::string_view entities_version;
};

std::string write_xform(const XFormPieces& pieces);

} // namespace pilotage::forms::xlsform
