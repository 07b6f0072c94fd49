// PILOTAGE_SANITIZED is defined where the address sanitizer watches over memory: it sees what is written past a block only where each block
// is one of malloc's, and keeps blocks that were freed, so that how much memory a program needs cannot be told.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define PILOTAGE_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PILOTAGE_SANITIZED
#endif
#endif
