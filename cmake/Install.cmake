# What `cmake --install` puts where: the program with its manual page and completions, and with WEIR_LIBRARY
#
#   lib/libweir.so         the C API (weir.h) alone; everything else in it is hidden
#   lib/libweir.a          all rooms in one archive: the C API and the C++ API
#   include/weir.h         the C API
#   include/weir/...       the C++ API: weir/api/weir.hpp and the headers it includes
#   lib/cmake/weir         find_package(weir): weir::weir, weir::weir_static, weir::weir_cpp
#   lib/pkgconfig          weir.pc (C), weir-cpp.pc (C++)
#
# Debian's libraries that weir uses stay outside: the shared library names them, the static one lists them in
# the package files. WEIR_LIBRARY needs code that can lie anywhere, the static program is faster without: so
# they are two builds (the presets `library` and `release`).
include(GNUInstallDirs)

install(TARGETS weir RUNTIME DESTINATION bin)
# The program writes its own papers, where it is put.
install(CODE [[
  function(weir_paper path)
    set(to "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/share/${path}")
    get_filename_component(folder "${to}" DIRECTORY)
    file(MAKE_DIRECTORY "${folder}")
    execute_process(COMMAND "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/bin/weir" ${ARGN}
      OUTPUT_FILE "${to}" COMMAND_ERROR_IS_FATAL ANY)
    message(STATUS "Installing: ${to}")
  endfunction()
  weir_paper(man/man1/weir.1 man)
  weir_paper(bash-completion/completions/weir completion bash)
  weir_paper(zsh/site-functions/_weir completion zsh)
  weir_paper(fish/vendor_completions.d/weir.fish completion fish)
]])

if(NOT WEIR_LIBRARY)
  return()
endif()

set(api ${PROJECT_SOURCE_DIR}/src/api)
set(library_rooms os rules text match judge scan redact)

add_library(weir_shared SHARED ${api}/weir_c.cc)
target_include_directories(weir_shared PRIVATE ${PROJECT_BINARY_DIR}/rooms/api)
target_compile_definitions(weir_shared PRIVATE WEIR_VERSION="${PROJECT_VERSION}")
target_link_libraries(weir_shared PRIVATE weir_redact weir_warnings)
target_link_options(weir_shared PRIVATE -Wl,--version-script=${api}/weir.map -Wl,--exclude-libs,ALL
  -Wl,--no-undefined -Wl,--as-needed)
set_target_properties(weir_shared PROPERTIES OUTPUT_NAME weir VERSION 1.${PROJECT_VERSION} SOVERSION 1
  LINK_DEPENDS ${api}/weir.map)

# One archive of all rooms, so that nobody has to know their names and their order.
set(bundle ${PROJECT_BINARY_DIR}/bundle/libweir.a)
set(script "create ${bundle}\n")
set(archives)
foreach(room api ${library_rooms} builtin)
  string(APPEND script "addlib $<TARGET_FILE:weir_${room}>\n")
  list(APPEND archives weir_${room})
endforeach()
string(APPEND script "save\nend\n")
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/bundle)
file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/bundle/libweir.mri CONTENT "${script}")
add_custom_command(OUTPUT ${bundle}
  COMMAND ${CMAKE_COMMAND} -E rm -f ${bundle}
  COMMAND ${CMAKE_AR} -M < ${PROJECT_BINARY_DIR}/bundle/libweir.mri
  DEPENDS ${archives} VERBATIM)
add_custom_target(weir_bundle ALL DEPENDS ${bundle})

# What the archive needs beside it, as linker flags.
set(private_libs)
foreach(library weir_absl weir_hs weir_re2 weir_sodium weir_zlib weir_zstd)
  get_target_property(items ${library} INTERFACE_LINK_LIBRARIES)
  foreach(item ${items})
    if(item STREQUAL "Threads::Threads")
      list(APPEND private_libs -pthread)
    elseif(item MATCHES "^-")
      list(APPEND private_libs ${item})
    else()
      list(APPEND private_libs -l${item})
    endif()
  endforeach()
endforeach()
list(APPEND private_libs -lstdc++)
string(JOIN " " WEIR_PRIVATE_LIBS ${private_libs})

include(CMakePackageConfigHelpers)
set(package ${PROJECT_BINARY_DIR}/package)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/weir)
set(WEIR_LIBDIR ${CMAKE_INSTALL_LIBDIR})
set(WEIR_INCLUDEDIR ${CMAKE_INSTALL_INCLUDEDIR})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/weirConfig.cmake.in
  ${package}/weirConfig.cmake INSTALL_DESTINATION ${package_dir}
  PATH_VARS WEIR_LIBDIR WEIR_INCLUDEDIR)
write_basic_package_version_file(${package}/weirConfigVersion.cmake COMPATIBILITY SameMinorVersion)
configure_file(${PROJECT_SOURCE_DIR}/cmake/weir.pc.in ${package}/weir.pc @ONLY)
configure_file(${PROJECT_SOURCE_DIR}/cmake/weir-cpp.pc.in ${package}/weir-cpp.pc @ONLY)

install(TARGETS weir_shared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${bundle} DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${api}/weir.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${api}/weir.hpp ${api}/weir.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/weir/api)
foreach(room ${library_rooms})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/src/${room}/
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/weir/${room}
    FILES_MATCHING PATTERN "*.h" PATTERN "*_for_test.h" EXCLUDE)
endforeach()
install(FILES ${package}/weirConfig.cmake ${package}/weirConfigVersion.cmake
  DESTINATION ${package_dir})
install(FILES ${package}/weir.pc ${package}/weir-cpp.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
