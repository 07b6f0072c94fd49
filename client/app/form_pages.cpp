#include "client/app/form_pages.h"

#include <algorithm>

#include "client/app/question_kind.h"

namespace pilotage::app {

namespace {

using forms::FormSession;
using forms::Item;

constexpr std::size_t kMostLoose = 12; // questions outside of groups that share a page

// A repeat that is not relevant now says so by its instances; one without instances can still get some.
bool hides(const FormSession& form, const Item& repeat) {
  const std::vector<Item> instances = form.children(repeat);
  return !instances.empty() && std::ranges::none_of(instances, [&](const Item& instance) { return form.state(instance.node).relevant; });
}

bool shows(const FormSession& form, const Item& item) {
  const bool repeat = item.kind == Item::Kind::repeat;
  if (repeat ? hides(form, item) : !form.state(item.node).relevant) return false;
  if (item.kind == Item::Kind::question) return true;
  if (repeat && form.can_add(item)) return true;
  return std::ranges::any_of(form.children(item), [&](const Item& child) { return shows(form, child); });
}

std::vector<Item> shown_children(const FormSession& form, const Item& parent) {
  std::vector<Item> children = form.children(parent);
  std::erase_if(children, [&](const Item& child) { return !shows(form, child); });
  return children;
}

bool only_groups(const std::vector<Item>& items) {
  return items.size() > 1 && std::ranges::all_of(items, [](const Item& item) { return item.kind == Item::Kind::group; });
}

class PageReader {
public:
  explicit PageReader(const FormSession& form) : form_(form) {}

  std::vector<FormPage> read() {
    split(form_.body(), "");
    return std::move(pages_);
  }

private:
  // `title` is that of the groups around, for pages of groups that have no title themselves.
  void split(const Item& parent, const std::string& title) {
    bool loose = false; // the last page collects questions outside of groups
    for (const Item& item : shown_children(form_, parent)) {
      if (item.kind == Item::Kind::group) {
        add_group(item, title);
        loose = false;
        continue;
      }
      // A repeat with a name is a page of that name.
      if (const std::string label = form_.text(item).label; item.kind == Item::Kind::repeat && !label.empty()) {
        pages_.push_back({label, key_of(item), {item}});
        loose = false;
        continue;
      }
      if (!loose || pages_.back().items.size() >= kMostLoose) pages_.push_back({title, key_of(item), {}});
      loose = true;
      pages_.back().items.push_back(item);
    }
  }

  void add_group(const Item& group, const std::string& around) {
    const std::string label = form_.text(group).label;
    const std::string& title = label.empty() ? around : label;
    if (only_groups(shown_children(form_, group))) return split(group, title);
    pages_.push_back({title, key_of(group), {group}});
  }

  static std::string key_of(const Item& item) { return std::to_string(item.control); }

  const FormSession& form_;
  std::vector<FormPage> pages_;
};

class BlockReader {
public:
  explicit BlockReader(const FormSession& form) : form_(form) {}

  std::vector<ui::BlockShown> read(const FormPage& page) {
    const bool one_group = page.items.size() == 1 && page.items.front().kind == Item::Kind::group;
    // The page's own group has its title on the page.
    if (one_group)
      add_children(page.items.front());
    else
      for (const Item& item : page.items) add(item);
    return std::move(blocks_);
  }

private:
  void add_children(const Item& parent) {
    for (const Item& item : shown_children(form_, parent)) add(item);
  }

  void add(const Item& item) {
    switch (item.kind) {
    case Item::Kind::question: blocks_.push_back({.kind = ui::BlockShown::Kind::question, .question = question_shown(form_, item)}); break;
    case Item::Kind::group: add_group(item); break;
    case Item::Kind::repeat: add_repeat(item); break;
    case Item::Kind::repeat_instance: add_instance(item, ""); break;
    }
  }

  void add_group(const Item& group) {
    const std::string label = form_.text(group).label;
    if (!label.empty()) blocks_.push_back({.kind = ui::BlockShown::Kind::heading, .title = label});
    add_children(group);
  }

  void add_repeat(const Item& repeat) {
    const std::string title = form_.text(repeat).label;
    for (const Item& instance : form_.children(repeat)) add_instance(instance, title);
    if (form_.can_add(repeat)) blocks_.push_back({.kind = ui::BlockShown::Kind::add, .title = title, .ref = repeat_ref(repeat)});
  }

  // Repeats are named by their place on the page, since one without instances has no node of its own.
  std::string repeat_ref(const Item& repeat) const { return form_.ref(repeat.node) + "#" + std::to_string(repeat.control); }

  void add_instance(const Item& instance, const std::string& title) {
    if (!form_.state(instance.node).relevant) return;
    const std::size_t begin = blocks_.size();
    blocks_.push_back({.kind = ui::BlockShown::Kind::instance_begin,
                       .title = title,
                       .ref = form_.ref(instance.node),
                       .position = instance.position,
                       .removable = form_.can_remove(instance)});
    add_children(instance);
    int answered = 0;
    for (std::size_t i = begin; i < blocks_.size(); ++i)
      answered += !blocks_[i].question.value.empty() && !blocks_[i].question.readonly ? 1 : 0;
    blocks_[begin].answered = answered;
    blocks_.push_back({.kind = ui::BlockShown::Kind::instance_end});
  }

  const FormSession& form_;
  std::vector<ui::BlockShown> blocks_;
};

void collect_questions(const FormSession& form, const Item& item, std::vector<Item>& questions) {
  if (!shows(form, item)) return;
  if (item.kind == Item::Kind::question) return questions.push_back(item);
  for (const Item& child : form.children(item)) collect_questions(form, child, questions);
}

} // namespace

std::vector<FormPage> pages_of(const FormSession& form) { return PageReader(form).read(); }

std::vector<Item> questions_of(const FormSession& form, const FormPage& page) {
  std::vector<Item> questions;
  for (const Item& item : page.items) collect_questions(form, item, questions);
  return questions;
}

std::vector<ui::BlockShown> blocks_of(const FormSession& form, const FormPage& page) { return BlockReader(form).read(page); }

} // namespace pilotage::app
