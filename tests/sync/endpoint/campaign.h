// A campaign in a temporary directory: a real endpoint with real TLS on loopback, a project, tokens and forms, and clients for them.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "sync/endpoint/access.h"
#include "sync/endpoint/endpoint.h"
#include "sync/endpoint/http_client.h"

namespace pilotage::test {

class TemporaryDirectory {
public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

struct Campaign {
  explicit Campaign(endpoint::EndpointOptions options = {}, const endpoint::StorageChoice& choice = {}, endpoint::EventLog log = {});

  // Stops the server and starts it again on the same data.
  void restart();

  HttpClient collector() const;   // with X-OpenRosa-Version and a collector's Bearer token
  HttpClient coordinator() const; // likewise
  HttpClient stranger() const;    // without credentials

  std::string project() const; // ".../v1/projects/1"
  std::string keyed() const;   // ".../v1/key/<collector's token>/projects/1"
  std::string submission() const { return project() + "/submission"; }

  Answer post(const MultipartText& body) const;
  std::string feed(const std::string& query = "") const; // the JSON

  endpoint::NewToken add_token(endpoint::Role role, const std::string& name, endpoint::ProjectId project = 1);
  void publish(const endpoint::FormVersion& version);

  TemporaryDirectory directory;
  endpoint::EndpointOptions options;
  std::unique_ptr<endpoint::Endpoint> server;
  endpoint::NewToken collector_token;
  endpoint::NewToken coordinator_token;
};

// A small form with two uploads, /data/photo and /data/person/voice.
endpoint::FormVersion visit_form(const std::string& version = "1");

// Version 2 of it, with an instance: a batch can be packed with its dictionary.
endpoint::FormVersion described_visit_form();

// A response to it. `photo` and `voice` name attachments, "" is none.
std::string visit(const std::string& instance_id, const std::string& answer = "yes", const std::string& photo = "",
                  const std::string& voice = "");

std::string numbered_id(int number); // a uuid: of its own for each number

} // namespace pilotage::test
