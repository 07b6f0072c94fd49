// PILOTAGE_SANITIZED is defined where a sanitizer watches over memory: the address sanitizer sees what is written past a block only where
// each block is one of malloc's, and keeps blocks that were freed; the thread sanitizer keeps who touched what last. So how much memory a
// program needs cannot be told.
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PILOTAGE_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PILOTAGE_SANITIZED
#endif
#endif
