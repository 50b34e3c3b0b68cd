// What OpenSSL would do before main(), done when it is first needed. See tls_start.cc.
// Called once, by TlsClient::Create(), before anything else of OpenSSL.
#ifndef WEIR_NET_TLS_START_H_
#define WEIR_NET_TLS_START_H_

namespace weir {

void AskProcessorForOpenssl();

}  // namespace weir

#endif  // WEIR_NET_TLS_START_H_
