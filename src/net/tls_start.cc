// OpenSSL's archive asks the processor what it can do in a constructor, before main(): on virtual machines each of
// those questions leaves the guest, which costs every `weir scan` more than its whole start. The static program is
// linked with --wrap=OPENSSL_cpuid_setup, so that the question comes here and is asked when TLS is first needed.
#include "net/tls_start.h"

// Where nothing is wrapped (shared libraries), OpenSSL has asked by itself and the weak name is null.
extern "C" {
[[gnu::weak]] void __real_OPENSSL_cpuid_setup();
void __wrap_OPENSSL_cpuid_setup();
void __wrap_OPENSSL_cpuid_setup() {}
}

namespace weir {

void AskProcessorForOpenssl() {
  if (__real_OPENSSL_cpuid_setup != nullptr) __real_OPENSSL_cpuid_setup();
}

}  // namespace weir
