# pilotage_library(NAME [DEPENDS …]): the folder's .cpp files as the static library pilotage::NAME.
# A folder without sources yet becomes an interface library, so that its arrows stand from the first commit.
function(pilotage_library name)
  cmake_parse_arguments(arg "" "" "DEPENDS;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(sources)
    add_library(pilotage_${name} STATIC ${sources})
    target_link_libraries(pilotage_${name} PUBLIC pilotage_options ${arg_DEPENDS} PRIVATE ${arg_PRIVATE})
  else()
    add_library(pilotage_${name} INTERFACE)
    target_link_libraries(pilotage_${name} INTERFACE pilotage_options ${arg_DEPENDS})
  endif()
  add_library(pilotage::${name} ALIAS pilotage_${name})
endfunction()

# pilotage_program(NAME [DEPENDS …]): the folder's .cpp files as a program in build/bin.
function(pilotage_program name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(sources)
    add_executable(${name} ${sources})
    target_link_libraries(${name} PRIVATE pilotage_options ${arg_DEPENDS})
  endif()
endfunction()

# pilotage_test(NAME [DEPENDS …] [APART …]): the folder's .cpp files as one doctest program, run by ctest: as a whole, but for the files named
# APART ("backup" for backup_test.cpp), each of which is a run of its own, so that long ones go on side by side.
# What takes long has a COST, in seconds or so: it begins first, and nobody waits for it alone at the end.
# Further definitions that every test gets: where the source tree is and where the programs are.
function(pilotage_test name)
  cmake_parse_arguments(arg "" "" "DEPENDS;APART" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(sources)
    add_executable(${name} ${sources})
    target_link_libraries(${name} PRIVATE pilotage_doctest ${arg_DEPENDS})
    if(PILOTAGE_SANITIZE)
      target_compile_options(${name} PRIVATE -O0) # half the time to compile; what is tested keeps its optimisation
    endif()
    set(apart "")
    foreach(file IN LISTS arg_APART)
      add_test(NAME ${name}_${file} COMMAND ${name} --source-file=*/${file}_test.cpp)
      set_tests_properties(${name}_${file} PROPERTIES TIMEOUT 300)
      list(APPEND apart "*/${file}_test.cpp")
    endforeach()
    list(JOIN apart "," apart)
    set(others "")
    if(apart)
      set(others --source-file-exclude=${apart})
    endif()
    add_test(NAME ${name} COMMAND ${name} ${others})
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  endif()
endfunction()
