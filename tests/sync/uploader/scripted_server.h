// A server whose every answer a test writes, down to the raw bytes and the moment at which the connection breaks. Real sockets on
// 127.0.0.1, real TLS when it has an identity. Keeps what it was asked.
#pragma once

#include "support/throwaway_ca.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pilotage::tests {

struct Asked {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers; // names in lower case
  std::string body;

  std::string header(const std::string& name) const;
};

enum class Then { keep, close, reset, hang };

struct Reply {
  std::string bytes; // sent as they are
  Then then = Then::keep;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

// A well-formed answer with Content-Length.
Reply answer(int status, const Headers& headers = {}, std::string_view body = {});
// The same as an OpenRosa server gives it.
Reply openrosa(int status, Headers headers = {}, std::string_view body = {});

class ScriptedServer {
public:
  using Script = std::function<Reply(const Asked&)>;

  // Without identity: plain HTTP.
  explicit ScriptedServer(Script script, std::optional<Identity> identity = {});
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  int port() const;
  // "https://localhost:PORT" or "http://127.0.0.1:PORT"
  std::string origin() const;

  std::vector<Asked> asked() const;
  // Those of one method.
  std::vector<Asked> asked(std::string_view method) const;
  // TCP connections so far.
  int connections() const;

private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace pilotage::tests
