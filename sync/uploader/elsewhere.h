// Files that a project's server keeps on another origin: KoboToolbox lists or redirects to the addresses that people gave for a form's
// media. They are fetched as by a stranger: no user name, password or token goes along, also not when the way leads back to the project's
// server. Only over https; plain http from a server on loopback to loopback alone (tests on one machine), never from https.
//
// The project's own certificate authority vouches for its own host, on whatever port, and for no other: what it signs for another name is
// trusted no more than by anybody else, and there the authorities of the system hold. Pure; any thread. For this folder only.
#pragma once

#include "forms/error.h"
#include "sync/uploader/server.h"

#include <string>
#include <string_view>

namespace pilotage::sync {

// The address to ask for a file that the server's own list names by an absolute URL: as url_on_server where that holds, else the other
// origin's. refused when it must not be asked.
Result<std::string> url_of_file(const Server& server, std::string_view listed_url);

// Where the Location that came with `from` leads, relative ones too. refused when it must not be followed, or is no address.
Result<std::string> redirect_of_file(const Server& server, const std::string& from, std::string_view location);

// The server to ask in place of the project's for an address on another origin: without what proves who we are.
Server stranger_to(const Server& server, const UrlParts& there);

} // namespace pilotage::sync
