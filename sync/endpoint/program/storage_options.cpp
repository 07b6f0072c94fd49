#include "sync/endpoint/program/storage_options.h"

#include <filesystem>

namespace pilotage::endpoint {

namespace {

void make_absolute(std::string& path) {
  if (!path.empty()) path = std::filesystem::absolute(path).string();
}

} // namespace

StorageChoice StorageOptions::choice() const {
  StorageChoice choice;
  if (!database.connection.empty()) {
    choice.database = database;
    make_absolute(choice.database->password_file);
  }
  if (!attachments.place.empty()) {
    choice.attachments = attachments;
    if (!choice.attachments->is_bucket()) make_absolute(choice.attachments->place);
    make_absolute(choice.attachments->credentials_file);
    make_absolute(choice.attachments->ca_file);
  }
  return choice;
}

CLI::Option* add_storage_options(CLI::App& command, StorageOptions& options) {
  CLI::Option* database =
      command
          .add_option(
              "--database", options.database.connection,
              "Keep everything but the attachments in this PostgreSQL database, which must be empty: postgresql://USER@HOST/DATABASE, "
              "or libpq's other form. Written to storage.json in the data directory, where all commands read it. Without it: SQLite")
          ->type_name("CONNECTION");
  command
      .add_option("--database-password-file", options.database.password_file,
                  "A file whose first line is the database's password; it is read at every start, and stays where it is. Without it libpq "
                  "looks at PGPASSWORD and ~/.pgpass")
      ->needs(database)
      ->type_name("FILE");
  CLI::Option* attachments =
      command
          .add_option("--attachments", options.attachments.place,
                      "Keep attachments in this directory, which machines may share, or in this bucket of an S3-compatible server: "
                      "https://HOST/BUCKET. Without it: in the data directory")
          ->type_name("PLACE");
  command.add_option("--attachments-region", options.attachments.region, "The bucket's region")
      ->capture_default_str()
      ->needs(attachments)
      ->type_name("REGION");
  command
      .add_option("--attachments-keys", options.attachments.credentials_file,
                  "A file with the lines \"aws_access_key_id = …\" and \"aws_secret_access_key = …\"; it stays where it is. Without it: "
                  "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment")
      ->needs(attachments)
      ->type_name("FILE");
  command.add_option("--attachments-ca", options.attachments.ca_file, "The only authority that the bucket's server is verified by, PEM")
      ->needs(attachments)
      ->type_name("FILE");
  return database;
}

} // namespace pilotage::endpoint
