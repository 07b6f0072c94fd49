// What went wrong below HTTP, in words for the person at the laptop. For this folder only.
#pragma once

#include "forms/error.h"

#include <curl/curl.h>
#include <string>

namespace pilotage::sync {

struct TransportFailure {
  CURLcode code = CURLE_OK;
  long verify_result = 0; // OpenSSL's, after a certificate was refused
  std::string detail;     // curl's own words
  std::string host;
  bool own_ca = false; // the project has its own certificate authority
};

Error error_of(const TransportFailure& failure);

} // namespace pilotage::sync
