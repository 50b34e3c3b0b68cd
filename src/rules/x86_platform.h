// <sys/platform/x86.h>, for x86_cpu_active(): what glibc found out about the processor at start. Asking again with
// __builtin_cpu_supports costs tens of microseconds on a virtual machine, where each CPUID leaves the guest.
// The header says _Bool, which g++ knows in C++ and clang++ does not.
#ifndef WEIR_RULES_X86_PLATFORM_H_
#define WEIR_RULES_X86_PLATFORM_H_

#if defined(__x86_64__)
#if defined(__clang__)
#define _Bool bool
#endif
#include <sys/platform/x86.h>
#if defined(__clang__)
#undef _Bool
#endif
#endif

#endif  // WEIR_RULES_X86_PLATFORM_H_
