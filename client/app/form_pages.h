// A running form as pages: each group of the top level is one, questions between groups share one, a dozen at most, and a group that holds
// only groups gives a page to each of them. Pages without anything to show are left out, so pages come and go with relevance.
//
// Reads a FormSession; the caller's thread is the session's.
#pragma once

#include <string>
#include <vector>

#include "client/ui/snapshot.h"
#include "forms/engine/form_session.h"

namespace pilotage::app {

struct FormPage {
  std::string title; // "" for questions outside of groups
  std::string key;   // stable while other pages come and go
  std::vector<forms::Item> items;
};

std::vector<FormPage> pages_of(const forms::FormSession& form);

// The questions of a page, those in repeats too; relevant ones, notes included.
std::vector<forms::Item> questions_of(const forms::FormSession& form, const FormPage& page);

bool is_note(const forms::FormSession& form, const forms::Item& item);

// What a question looks like now, without what is wrong with it.
ui::QuestionShown question_shown(const forms::FormSession& form, const forms::Item& item);

// The page's blocks in order.
std::vector<ui::BlockShown> blocks_of(const forms::FormSession& form, const FormPage& page);

} // namespace pilotage::app
