// Listens to OpenSSL while it verifies a server's certificate and keeps its first objection, which libcurl does not always hand on: a
// forged authority of the same name, for one, would look like a broken connection. It decides nothing. For this folder only.
#pragma once

#include <curl/curl.h>

namespace pilotage::sync {

// Writes OpenSSL's X509_V_ERR_… into `verdict`, which must outlive the connection and begin as 0 (X509_V_OK).
void listen_to_verification(CURL* easy, long& verdict);

} // namespace pilotage::sync
