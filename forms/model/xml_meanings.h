// What the names of a document mean to one of its readers: found out when a name is met first, and looked up by its number from then on.
#pragma once

#include <vector>

#include "forms/model/xml_names.h"

namespace pilotage::forms {

template <typename Meaning>
class XmlMeanings {
public:
  // find() says what the name means.
  template <typename Find>
  Meaning of(const XmlNames& names, XmlNameId id, Find find) {
    const auto at = static_cast<std::size_t>(id);
    if (known_.size() <= at) known_.resize(names.size());
    Known& here = known_[at];
    if (!here.known) here = {find(), true};
    return here.meaning;
  }

private:
  struct alignas(4) Known {
    Meaning meaning{};
    bool known = false;
  };
  std::vector<Known> known_; // by XmlNameId
};

} // namespace pilotage::forms
