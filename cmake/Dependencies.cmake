# Every library weir uses, as one interface target each. All are Debian 12 packages (packages.txt).
# Libraries are named, not given as imported targets, because Debian's Abseil configuration names the
# shared objects only; by name the linker takes the archive when the program is static.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

add_library(weir_absl INTERFACE)
target_link_libraries(weir_absl INTERFACE
  -Wl,--start-group
  absl_status absl_statusor absl_strings absl_strings_internal absl_str_format_internal
  absl_cord absl_cord_internal absl_cordz_info absl_cordz_handle absl_cordz_functions
  absl_throw_delegate absl_raw_logging_internal absl_log_severity absl_base absl_spinlock_wait
  absl_malloc_internal absl_int128 absl_exponential_biased absl_synchronization absl_time
  absl_time_zone absl_civil_time absl_graphcycles_internal absl_stacktrace absl_symbolize
  absl_debugging_internal absl_demangle_internal absl_bad_optional_access absl_bad_variant_access
  absl_strerror absl_hash absl_city absl_low_level_hash absl_raw_hash_set absl_hashtablez_sampler
  -Wl,--end-group Threads::Threads)

# Matching. Vectorscan has the same interface and the same library names.
option(WEIR_VECTORSCAN "Link Vectorscan (libvectorscan-dev) in place of Hyperscan" OFF)
add_library(weir_hs INTERFACE)
target_link_libraries(weir_hs INTERFACE hs m)
target_compile_definitions(weir_hs INTERFACE $<$<BOOL:${WEIR_VECTORSCAN}>:WEIR_VECTORSCAN=1>)

add_library(weir_re2 INTERFACE)
target_link_libraries(weir_re2 INTERFACE re2 Threads::Threads)

add_library(weir_xxhash INTERFACE)
target_compile_definitions(weir_xxhash INTERFACE XXH_INLINE_ALL)

add_library(weir_sodium INTERFACE)
target_link_libraries(weir_sodium INTERFACE sodium)

add_library(weir_zlib INTERFACE)
target_link_libraries(weir_zlib INTERFACE z)

add_library(weir_zstd INTERFACE)
target_link_libraries(weir_zstd INTERFACE zstd)

# toml++ is used as headers, without exceptions; only the rules and cli rooms include it.
add_library(tomlplusplus_headers INTERFACE)
target_compile_definitions(tomlplusplus_headers INTERFACE TOML_EXCEPTIONS=0 TOML_ENABLE_FORMATTERS=0)
# toml++ 3.3 asserts in debug builds what its error path handles: a table header such as `[=` would end
# the program. As an option, because CMake drops definitions with parameters.
target_compile_options(tomlplusplus_headers INTERFACE "-DTOML_ASSERT(expr)=static_assert(true)")

# Transport. Boost is headers only (Beast's HTTP parser); only files of src/net include it, and none of its headers do.
add_library(weir_boost INTERFACE)
target_compile_definitions(weir_boost INTERFACE BOOST_ERROR_CODE_HEADER_ONLY BOOST_SYSTEM_NO_DEPRECATED)

add_library(weir_openssl INTERFACE)
target_link_libraries(weir_openssl INTERFACE ssl crypto)

# Names without NSS: a static program cannot use getaddrinfo().
add_library(weir_cares INTERFACE)
target_link_libraries(weir_cares INTERFACE cares)

add_library(weir_brotli INTERFACE)
target_link_libraries(weir_brotli INTERFACE brotlidec brotlicommon)
