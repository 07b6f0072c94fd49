# What every target shares: the language, the warnings, the sanitizers, the linker and where programs go.

option(PILOTAGE_TESTS "Build the tests" ON)
option(PILOTAGE_BENCH "Build the benchmarks" ON)
option(PILOTAGE_FUZZ "Build the libFuzzer targets (Clang only)" OFF)
option(PILOTAGE_WERROR "Treat warnings as errors" OFF)
option(PILOTAGE_CLIENT "Build the desktop client (needs OpenGL, GLFW, Dear ImGui)" ON)
set(PILOTAGE_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# Whole builds compile a folder's files a dozen at a time (CMAKE_UNITY_BUILD in the presets), in less than half of the time. So a name
# that is local to a file must be unique in its folder. The preset "dev" compiles file by file, for quick changes.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)

add_library(pilotage_options INTERFACE)
target_compile_options(pilotage_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wunused -Wformat=2)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(pilotage_options INTERFACE -Wno-restrict) # GCC 12 warns of "text" + std::string itself (bug 105651)
endif()
if(PILOTAGE_WERROR)
  target_compile_options(pilotage_options INTERFACE -Werror)
endif()
if(PILOTAGE_SANITIZE)
  add_compile_options(-fsanitize=${PILOTAGE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PILOTAGE_SANITIZE})
endif()
if(PILOTAGE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link) # else the fuzzer sees only its own file's branches
endif()
target_include_directories(pilotage_options INTERFACE ${CMAKE_SOURCE_DIR})

find_program(PILOTAGE_CCACHE ccache)
if(PILOTAGE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${PILOTAGE_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${PILOTAGE_CCACHE})
endif()
find_program(PILOTAGE_MOLD mold)
if(PILOTAGE_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
