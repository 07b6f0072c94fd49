#include "forms/engine/form_session.h"

#include "forms/engine/running_form.h"

namespace pilotage::forms {

struct FormSession::Impl {
  RunningForm running;
  Impl(std::shared_ptr<const FormDefinition> form, Environment environment) : running(std::move(form), std::move(environment)) {}
};

FormSession::FormSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FormSession::FormSession(FormSession&&) noexcept = default;
FormSession& FormSession::operator=(FormSession&&) noexcept = default;
FormSession::~FormSession() = default;

Result<FormSession> FormSession::start(std::shared_ptr<const FormDefinition> form, Environment environment) {
  auto impl = std::make_unique<Impl>(std::move(form), std::move(environment));
  if (auto begun = impl->running.begin(); !begun) return std::unexpected(begun.error());
  return FormSession(std::move(impl));
}

Result<FormSession> FormSession::resume(std::shared_ptr<const FormDefinition> form, std::string_view instance_xml, Environment environment,
                                        CarryOver* carried) {
  auto impl = std::make_unique<Impl>(std::move(form), std::move(environment));
  if (auto loaded = impl->running.load(instance_xml, carried); !loaded) return std::unexpected(loaded.error());
  return FormSession(std::move(impl));
}

Result<FormSession> FormSession::edit(std::shared_ptr<const FormDefinition> form, std::string_view instance_xml, Environment environment,
                                      CarryOver* carried) {
  auto session = resume(std::move(form), instance_xml, std::move(environment), carried);
  if (!session) return session;
  if (auto edit = session->impl_->running.become_edit(); !edit) return std::unexpected(edit.error());
  return session;
}

const FormDefinition& FormSession::form() const { return impl_->running.definition(); }
Environment& FormSession::environment() { return impl_->running.surroundings(); }

std::optional<Node> FormSession::find(std::string_view ref) const {
  const auto node = impl_->running.find(ref);
  if (!node) return std::nullopt;
  return Node{*node};
}

std::string FormSession::ref(Node node) const { return impl_->running.ref(node_id(node)); }
std::string_view FormSession::value(Node node) const { return impl_->running.instance().value(node_id(node)); }
NodeState FormSession::state(Node node) const { return impl_->running.state(node_id(node)); }
Invalidity FormSession::validity(Node node) const { return impl_->running.validity(node_id(node)); }

std::string_view FormSession::instance_id() const {
  const PlaceId place = impl_->running.form().instance_id;
  return place == kNoPlace ? std::string_view() : impl_->running.instance().value(impl_->running.instance().node(kRootFrame, place));
}

std::string FormSession::instance_name() const {
  const PlaceId place = impl_->running.form().instance_name;
  return place == kNoPlace ? std::string()
                           : std::string(impl_->running.instance().value(impl_->running.instance().node(kRootFrame, place)));
}

std::string_view FormSession::language() const { return impl_->running.language_name(); }

std::string FormSession::constraint_message(Node node) const {
  return impl_->running.problem_message(node_id(node), Invalidity::constraint);
}
std::string FormSession::required_message(Node node) const { return impl_->running.problem_message(node_id(node), Invalidity::required); }

Result<Answered> FormSession::answer(Node node, std::string_view value) { return impl_->running.answer(node_id(node), value); }
Result<Changes> FormSession::set_language(std::string_view language) { return impl_->running.set_language(language); }

std::vector<Problem> FormSession::validate() const { return impl_->running.problems(false); }

std::optional<Problem> FormSession::first_invalid() const {
  auto problems = impl_->running.problems(true);
  if (problems.empty()) return std::nullopt;
  return std::move(problems.front());
}

Result<std::string> FormSession::finalize() { return impl_->running.finish(); }
std::string FormSession::serialise(Keep keep) const { return impl_->running.serialise(keep == Keep::everything); }
std::vector<std::string> FormSession::attachment_names() const { return impl_->running.attachments(); }

std::vector<EntityChange> FormSession::entities() const { return impl_->running.entities(); }

RunningForm& FormSession::running() const { return impl_->running; }

} // namespace pilotage::forms
