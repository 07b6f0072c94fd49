#include "sync/endpoint/http/early_answer.h"

#include <fmt/format.h>
#include <gnutls/gnutls.h>
#include <sys/socket.h>

#include <ctime>

#include "sync/protocol/http_date.h"

namespace pilotage::endpoint {

namespace {

std::string wire_form(const Response& response) {
  std::string text = fmt::format("HTTP/1.1 {} {}\r\nConnection: close\r\nDate: {}\r\nContent-Length: {}\r\n", response.status,
                                 reason_phrase(response.status), sync::http_date(1000 * static_cast<std::int64_t>(std::time(nullptr))),
                                 response.body.size());
  for (const auto& [name, value] : response.headers) text += fmt::format("{}: {}\r\n", name, value);
  return text + "\r\n" + response.body;
}

} // namespace

bool send_early(MHD_Connection* connection, const Response& response) {
  if (const auto* tls = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
      tls != nullptr && tls->tls_session != nullptr) {
    const std::string text = wire_form(response);
    auto* session = static_cast<gnutls_session_t>(tls->tls_session);
    return gnutls_record_send(session, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  }
  const auto* socket = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return socket != nullptr && send_early(socket->connect_fd, response);
}

bool send_early(int socket, const Response& response) {
  const std::string text = wire_form(response);
  return ::send(socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(text.size());
}

} // namespace pilotage::endpoint
