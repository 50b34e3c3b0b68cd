# A room is one folder under src/: a library, its unit tests, its micro benchmarks, its fuzz targets.
#
#   weir_room(judge ROOMS match rules LIBS weir_re2)
#
# declares the library weir_judge from src/judge/*.cc. By name:
#   x.cc            -> the library
#   x_test.cc       -> one test program a room, test_judge, run by CTest
#   x_benchmark.cc  -> one benchmark program a room, bench_judge (release builds with WEIR_BENCHMARKS)
#   x_fuzz.cc       -> one fuzz target each with WEIR_FUZZ; without it a unit test replays its corpus
#   x_main.cc       -> not in the library: a program declared by hand
#
# Arrows between rooms run downward only. Each room sees, on its include path, itself and the rooms it
# names (and what those name), and nothing else: an upward include does not compile. That is done with
# a folder of one symbolic link a room, build/rooms/judge/judge -> src/judge.
function(weir_room name)
  cmake_parse_arguments(ARG "" "" "ROOMS;LIBS;TEST_LIBS;TEST_ROOMS" ${ARGN})
  set(dir ${PROJECT_SOURCE_DIR}/src/${name})
  set(view ${PROJECT_BINARY_DIR}/rooms/${name})
  file(MAKE_DIRECTORY ${view})
  if(NOT EXISTS ${view}/${name})
    file(CREATE_LINK ${dir} ${view}/${name} SYMBOLIC)
  endif()

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cc)
  set(tests ${sources})
  set(benchmarks ${sources})
  set(fuzzers ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER benchmarks INCLUDE REGEX "_benchmark\\.cc$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|benchmark|fuzz|main)\\.cc$")

  list(TRANSFORM ARG_ROOMS PREPEND weir_)
  list(TRANSFORM ARG_TEST_ROOMS PREPEND weir_)
  if(sources)
    add_library(weir_${name} STATIC ${sources})
    target_include_directories(weir_${name} PUBLIC ${view})
    target_link_libraries(weir_${name} PUBLIC ${ARG_ROOMS} ${ARG_LIBS} weir_absl PRIVATE weir_warnings)
  else()  # a room of headers
    add_library(weir_${name} INTERFACE)
    target_include_directories(weir_${name} INTERFACE ${view})
    target_link_libraries(weir_${name} INTERFACE ${ARG_ROOMS} ${ARG_LIBS} weir_absl)
  endif()

  if(WEIR_TESTS AND tests)
    add_executable(test_${name} ${tests})
    target_link_libraries(test_${name} PRIVATE
      weir_${name} ${ARG_TEST_ROOMS} ${ARG_TEST_LIBS} gmock_main gmock gtest weir_warnings)
    target_compile_definitions(test_${name} PRIVATE
      WEIR_SOURCE_DIR="${PROJECT_SOURCE_DIR}" WEIR_BINARY_DIR="${PROJECT_BINARY_DIR}")
    add_test(NAME ${name} COMMAND test_${name})
  endif()

  if(WEIR_BENCHMARKS AND benchmarks)
    add_executable(bench_${name} ${benchmarks})
    target_link_libraries(bench_${name} PRIVATE
      weir_${name} ${ARG_TEST_ROOMS} ${ARG_TEST_LIBS} benchmark benchmark_main weir_warnings)
    target_compile_definitions(bench_${name} PRIVATE WEIR_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  endif()

  foreach(fuzzer ${fuzzers})
    get_filename_component(stem ${fuzzer} NAME_WE)
    set(corpus ${PROJECT_SOURCE_DIR}/corpus/fuzz/${stem})
    if(WEIR_FUZZ)
      add_executable(${stem} ${fuzzer})
      target_link_libraries(${stem} PRIVATE weir_${name} ${ARG_TEST_ROOMS} ${ARG_TEST_LIBS} weir_warnings)
      target_link_options(${stem} PRIVATE -fsanitize=fuzzer)
    elseif(WEIR_TESTS)
      add_executable(${stem} ${fuzzer} ${PROJECT_SOURCE_DIR}/tests/replay_corpus_main.cc)
      target_link_libraries(${stem} PRIVATE weir_${name} ${ARG_TEST_ROOMS} ${ARG_TEST_LIBS} weir_warnings)
      add_test(NAME ${stem} COMMAND ${stem} ${corpus})
    endif()
  endforeach()
endfunction()
