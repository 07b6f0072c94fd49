// The options that say where an endpoint keeps what it stores, for the commands that make a data directory.
#pragma once

#include <CLI/CLI.hpp>

#include "sync/endpoint/storage_choice.h"

namespace pilotage::endpoint {

struct StorageOptions {
  DatabaseChoice database;
  AttachmentsChoice attachments;

  // With absolute paths: other commands run in other directories.
  StorageChoice choice() const;
};

// Returns --database.
CLI::Option* add_storage_options(CLI::App& command, StorageOptions& options);

} // namespace pilotage::endpoint
