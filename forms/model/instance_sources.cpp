#include "forms/model/instance_sources.h"

#include <algorithm>

namespace pilotage::forms {

Result<void> InstanceSources::attach(SecondaryInstance& instance, std::string_view source) {
  if (source == "jr://instance/last-saved") {
    instance.kind = SecondaryInstance::Kind::last_saved;
    return {};
  }
  instance.file = std::string(attachment_name(source));
  if (std::ranges::find(form_.attachments, instance.file) == form_.attachments.end()) form_.attachments.push_back(instance.file);
  const auto found = attachments_.find(instance.file);
  if (found == attachments_.end()) {
    instance.kind = SecondaryInstance::Kind::missing;
    form_.missing_attachments.push_back(instance.file);
    return {};
  }
  instance.kind = SecondaryInstance::Kind::attached;
  auto tree = read_attachment(found->second, instance.file, source.starts_with("jr://file-csv/"), form_.names);
  if (!tree) return std::unexpected(tree.error());
  instance.tree = *std::move(tree);
  return {};
}

Result<void> InstanceSources::table(std::string_view name) {
  if (std::ranges::find(form_.instances, name, &SecondaryInstance::id) != form_.instances.end()) return {};
  SecondaryInstance instance;
  instance.id = std::string(name);
  if (auto attached = attach(instance, "jr://file-csv/" + instance.id + ".csv"); !attached) return attached;
  form_.instances.push_back(std::move(instance));
  return {};
}

} // namespace pilotage::forms
