/* The C API as a user would call it: reads a text from standard input, masks it whole and as a stream, and
 * restores it. argv[1]: a folder for a vault. Prints what it found; exits with 0 if all is as it should be. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <weir.h>

static void must(weir_code code, const char *what) {
  if (code == WEIR_OK) return;
  fprintf(stderr, "%s: %d: %s\n", what, (int)code, weir_last_error());
  exit(2);
}

static void check(int fine, const char *what) {
  if (fine) return;
  fprintf(stderr, "not so: %s\n", what);
  exit(1);
}

static char text[1 << 16];
static char streamed[1 << 17];
static char path[2][4096];

int main(int argc, char **argv) {
  check(argc == 2, "one argument");
  check(weir_abi_version() == WEIR_ABI_VERSION, "the header is that of the library");
  const size_t size = fread(text, 1, sizeof text, stdin);

  weir_scanner *scanner;
  must(weir_scanner_new(NULL, &scanner), "weir_scanner_new");
  weir_result *result;
  must(weir_scan(scanner, text, size, &result), "weir_scan");
  check(!weir_result_incomplete(result), "all was looked at");
  for (size_t i = 0; i < weir_result_count(result); ++i) {
    weir_finding finding = {.struct_size = sizeof finding};
    must(weir_result_finding(result, i, &finding), "weir_result_finding");
    printf("%s %lu %lu\n", finding.rule, (unsigned long)finding.start, (unsigned long)finding.end);
  }
  const size_t found = weir_result_count(result);
  weir_result_free(result);

  snprintf(path[0], sizeof path[0], "%s/key", argv[1]);
  snprintf(path[1], sizeof path[1], "%s/vault", argv[1]);
  remove(path[0]);
  remove(path[1]);
  must(weir_vault_make_key(path[0]), "weir_vault_make_key");
  check(weir_vault_make_key(path[0]) == WEIR_REFUSED, "a key is not overwritten");
  weir_vault *vault;
  check(weir_vault_open(path[1], path[0], 0, 0, &vault) == WEIR_NOT_FOUND && vault == NULL,
        "a vault is not made without being asked for");
  must(weir_vault_open(path[1], path[0], WEIR_VAULT_CREATE, 0, &vault), "weir_vault_open");

  weir_redactor *redactor;
  must(weir_redactor_new(scanner, vault, &redactor), "weir_redactor_new");
  weir_buffer *masked;
  must(weir_redact(redactor, text, size, &masked), "weir_redact");
  check(found == 0 || strcmp(weir_buffer_data(masked), text) != 0, "the text was masked");

  weir_stream *stream;
  must(weir_stream_new(scanner, vault, &stream), "weir_stream_new");
  weir_scanner_free(scanner); /* the others keep what they need of it */
  const char *out;
  size_t out_size, streamed_size = 0;
  for (size_t i = 0; i <= size; ++i) {
    if (i < size) {
      must(weir_stream_push(stream, text + i, 1, &out, &out_size), "weir_stream_push");
    } else {
      must(weir_stream_finish(stream, &out, &out_size), "weir_stream_finish");
    }
    memcpy(streamed + streamed_size, out, out_size);
    streamed_size += out_size;
  }
  check(weir_stream_push(stream, text, 1, &out, &out_size) == WEIR_REFUSED, "the stream is over");
  check(streamed_size == weir_buffer_size(masked) &&
            memcmp(streamed, weir_buffer_data(masked), streamed_size) == 0,
        "streamed and whole are the same");

  weir_buffer *restored;
  weir_restore_counts counts = {.struct_size = sizeof counts};
  must(weir_restore(vault, WEIR_JSON_AUTO, streamed, streamed_size, &counts, &restored),
       "weir_restore");
  check(weir_buffer_size(restored) == size && memcmp(weir_buffer_data(restored), text, size) == 0,
        "restored is the text");
  check(counts.unknown == 0 && (counts.restored > 0) == (found > 0), "counts");

  weir_restorer *restorer;
  must(weir_restorer_new(vault, WEIR_JSON_AUTO, &restorer), "weir_restorer_new");
  must(weir_restorer_push(restorer, "WEIR_x", 6, &out, &out_size), "weir_restorer_push");
  check(out_size == 0, "what may become a placeholder is held");
  must(weir_restorer_finish(restorer, &out, &out_size), "weir_restorer_finish");
  check(out_size == 6, "and let go at the end");

  check(weir_scan(NULL, text, size, &result) == WEIR_INVALID_ARGUMENT && result == NULL,
        "NULL is an error");
  check(strlen(weir_last_error()) > 0, "which is told");
  weir_restorer_free(restorer);
  weir_buffer_free(restored);
  weir_buffer_free(masked);
  weir_stream_free(stream);
  weir_redactor_free(redactor);
  weir_vault_free(vault);
  return 0;
}
