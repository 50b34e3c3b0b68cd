/* weir as a C library: find secrets, mask them, put them back. For any language that can call C.
 *
 *   weir_scanner *scanner;
 *   if (weir_scanner_new(NULL, &scanner) != WEIR_OK) { puts(weir_last_error()); return 2; }
 *   weir_result *result;
 *   if (weir_scan(scanner, text, size, &result) != WEIR_OK) { ... }      // could not look: not "clean"
 *   if (weir_result_incomplete(result)) { ... }                         // not "clean" either
 *   for (size_t i = 0; i < weir_result_count(result); ++i) {
 *     weir_finding f = {.struct_size = sizeof f};
 *     weir_result_finding(result, i, &f);                               // f.start, f.end, f.rule
 *   }
 *   weir_result_free(result);
 *   weir_scanner_free(scanner);
 *
 * Handles are opaque; each has one _free, which takes NULL too. A handle that was made from another one
 * keeps what it needs of it alive: the order in which they are freed does not matter.
 * Errors: a function that can fail returns a weir_code; weir_last_error() is the sentence that goes with
 * the last failure in this thread, never a secret. On failure *out is NULL. No exception and no signal
 * comes out of here; a NULL where none is allowed is WEIR_INVALID_ARGUMENT.
 * Bytes are given as pointer and size and may hold anything; (NULL, 0) is an empty text.
 * Strings in structures are static or live as long as the handle they come from.
 * Threads: a weir_scanner may be used from many threads at once; any other handle from one at a time.
 * ABI: structures that a caller makes begin with their own size, so that later versions can add members;
 * weir_abi_version() changes only when something is taken away or changed. */
#ifndef WEIR_H_
#define WEIR_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define WEIR_API __attribute__((visibility("default")))
#else
#define WEIR_API
#endif

#define WEIR_ABI_VERSION 1

typedef int32_t weir_code;
enum {
  WEIR_OK = 0,
  WEIR_INVALID_ARGUMENT = 1,   /* a wrong use, a broken rule, an unknown name */
  WEIR_NOT_FOUND = 2,          /* a file, a key */
  WEIR_REFUSED = 3,            /* a file that others could read or change; a state that forbids it */
  WEIR_WRONG_KEY = 4,          /* the key does not open the vault */
  WEIR_DAMAGED = 5,            /* the vault's file is damaged */
  WEIR_LIMIT = 6,              /* memory, disk, time, or a limit of weir's own */
  WEIR_UNAVAILABLE = 7,        /* the system said no, or another process holds a lock */
  WEIR_INTERNAL = 8
};

typedef struct weir_scanner weir_scanner;
typedef struct weir_result weir_result;
typedef struct weir_buffer weir_buffer;
typedef struct weir_redactor weir_redactor;
typedef struct weir_stream weir_stream;
typedef struct weir_vault weir_vault;
typedef struct weir_restorer weir_restorer;

/* WEIR_ABI_VERSION of the library that is linked, and its release, "0.1.0". */
WEIR_API int32_t weir_abi_version(void);
WEIR_API const char *weir_version(void);

/* What went wrong in the last call of this thread that failed; valid until the next one fails. */
WEIR_API const char *weir_last_error(void);

/* --- Scanning --------------------------------------------------------------------------------------- */

enum { WEIR_LOW = 0, WEIR_MEDIUM = 1, WEIR_HIGH = 2 };

typedef struct weir_scanner_options {
  size_t struct_size;        /* sizeof(weir_scanner_options) */
  int32_t min_confidence;    /* WEIR_LOW, WEIR_MEDIUM (what 0 options and NULL stand for) or WEIR_HIGH */
  uint32_t max_time_ms;      /* for one text; 0 = no limit */
  uint64_t max_findings;     /* listed of one text; 0 = 10000 */
  const char *rules;         /* rules of your own, TOML as in rules/README.md; or NULL */
  const char *only;          /* ids of rules, comma separated: no others; or NULL */
  const char *exclude;       /* ids of rules, comma separated: not these; or NULL */
  const char *const *known;  /* values of your own that are always found, also encoded; or NULL */
  size_t known_count;
} weir_scanner_options;

/* Options with the defaults; set what you want to change. */
WEIR_API void weir_scanner_options_init(weir_scanner_options *options);

/* options: NULL for the built-in rules as they are. */
WEIR_API weir_code weir_scanner_new(const weir_scanner_options *options, weir_scanner **out);
WEIR_API void weir_scanner_free(weir_scanner *scanner);

typedef struct weir_finding {
  size_t struct_size;     /* sizeof(weir_finding), set by the caller */
  uint64_t start, end;    /* the secret, as offsets in the text */
  uint64_t line, column;  /* of its first byte, from 1; column in bytes */
  int32_t confidence;
  int32_t reserved;
  const char *rule;          /* "github-personal-access-token" */
  const char *name;          /* "GitHub personal access token" */
  const char *secret_class;  /* "credential" */
  const char *severity;      /* "critical" */
  const char *trail;         /* "base64 > json": in which dress it was found; "" for none */
} weir_finding;

WEIR_API weir_code weir_scan(const weir_scanner *scanner, const char *bytes, size_t size,
                             weir_result **out);
WEIR_API size_t weir_result_count(const weir_result *result);
WEIR_API weir_code weir_result_finding(const weir_result *result, size_t index,
                                       weir_finding *finding);
/* Not 0 if not all of the text was looked at, or more was found than is listed. */
WEIR_API int32_t weir_result_incomplete(const weir_result *result);
WEIR_API void weir_result_free(weir_result *result);

/* --- Masking ---------------------------------------------------------------------------------------- */

/* Bytes that the library has made. Wiped when freed. */
WEIR_API const char *weir_buffer_data(const weir_buffer *buffer); /* never NULL; ends with a NUL byte */
WEIR_API size_t weir_buffer_size(const weir_buffer *buffer);
WEIR_API void weir_buffer_free(weir_buffer *buffer);

/* Masks whole texts by placeholders. vault: NULL, or where they can be restored from; what is new in it is
 * on the disk before weir_redact() returns. */
WEIR_API weir_code weir_redactor_new(const weir_scanner *scanner, weir_vault *vault,
                                     weir_redactor **out);
WEIR_API weir_code weir_redact(weir_redactor *redactor, const char *bytes, size_t size,
                               weir_buffer **out);
WEIR_API void weir_redactor_free(weir_redactor *redactor);

/* Masks a text that is still arriving. *out and *out_size are what may go on; they are valid until the next
 * call with this handle. After weir_stream_finish() or a failure the handle is of no more use but for
 * weir_stream_free(). */
WEIR_API weir_code weir_stream_new(const weir_scanner *scanner, weir_vault *vault,
                                   weir_stream **out);
WEIR_API weir_code weir_stream_push(weir_stream *stream, const char *bytes, size_t size,
                                    const char **out, size_t *out_size);
WEIR_API weir_code weir_stream_finish(weir_stream *stream, const char **out, size_t *out_size);
WEIR_API void weir_stream_free(weir_stream *stream);

/* --- Restoring -------------------------------------------------------------------------------------- */

enum { WEIR_VAULT_CREATE = 1, WEIR_VAULT_READ_ONLY = 2 };

/* key_source: "file:PATH", "env:NAME", "keyring:NAME", or NULL or "" for the default.
 * max_age_seconds: 0 = for ever. Private keys are not kept. */
WEIR_API weir_code weir_vault_open(const char *path, const char *key_source, uint32_t flags,
                                   uint64_t max_age_seconds, weir_vault **out);
/* A new key in a new file of mode 0600. */
WEIR_API weir_code weir_vault_make_key(const char *path);
WEIR_API uint64_t weir_vault_size(const weir_vault *vault);
WEIR_API void weir_vault_free(weir_vault *vault);

enum { WEIR_JSON_AUTO = 0, WEIR_JSON_ON = 1, WEIR_JSON_OFF = 2 };

typedef struct weir_restore_counts {
  size_t struct_size; /* sizeof(weir_restore_counts), set by the caller */
  uint64_t restored, unknown, expired, never;
} weir_restore_counts;

/* A whole text. counts: NULL, or gets how many placeholders were met. */
WEIR_API weir_code weir_restore(weir_vault *vault, int32_t json_mode, const char *bytes, size_t size,
                                weir_restore_counts *counts, weir_buffer **out);

/* A text that is still arriving, as weir_stream. */
WEIR_API weir_code weir_restorer_new(weir_vault *vault, int32_t json_mode, weir_restorer **out);
WEIR_API weir_code weir_restorer_push(weir_restorer *restorer, const char *bytes, size_t size,
                                      const char **out, size_t *out_size);
WEIR_API weir_code weir_restorer_finish(weir_restorer *restorer, const char **out,
                                        size_t *out_size);
WEIR_API weir_code weir_restorer_counts(const weir_restorer *restorer,
                                        weir_restore_counts *counts);
WEIR_API void weir_restorer_free(weir_restorer *restorer);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* WEIR_H_ */
