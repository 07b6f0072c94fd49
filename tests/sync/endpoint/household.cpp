#include "sync/endpoint/household.h"

#include <fmt/format.h>

#include "sync/protocol/content_hash.h"

namespace pilotage::test {

endpoint::FormVersion household_form() {
  endpoint::FormVersion form = visit_form();
  form.form_id = "household";
  form.title = "Household";
  form.xform = kHouseholdForm;
  form.sha256 = sync::sha256_hex(form.xform);
  form.md5 = sync::md5_hex(form.xform);
  form.upload_paths = {"/data/photo"};
  return form;
}

std::string household(const std::string& instance_id, const std::string& head, const std::string& inside, const std::string& photo,
                      const std::string& deprecated) {
  const std::string corrects = deprecated.empty() ? "" : fmt::format("<orx:deprecatedID>{}</orx:deprecatedID>", deprecated);
  return fmt::format("<data id=\"household\" version=\"1\" xmlns:orx=\"http://openrosa.org/xforms\"><head>{}</head><home>{}</home>"
                     "<photo>{}</photo><orx:meta><orx:instanceID>{}</orx:instanceID>{}</orx:meta></data>",
                     head, inside, photo, instance_id, corrects);
}

} // namespace pilotage::test
