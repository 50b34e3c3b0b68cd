"""weir proxy over TLS to its upstream: the certificate and its name are checked, and there is no way around it."""

import json
import ssl
import subprocess

from harness import WeirTest
from proxy_mock import JSON, Connection, Upstream, start_proxy


class TlsUpstream(Upstream):
    def __init__(self, certificate, key):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.names = []
        self.context.sni_callback = lambda sock, name, context: self.names.append(name)
        super().__init__()

    def _serve(self, connection):
        try:
            wrapped = self.context.wrap_socket(connection.sock, server_side=True)
        except OSError:
            return  # the proxy did not like the certificate
        super()._serve(Connection(wrapped))


class Tls(WeirTest):
    def certificate(self, name, alternative):
        key, certificate = self.path(name + ".key"), self.path(name + ".pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", "/CN=test", "-addext", f"subjectAltName={alternative}",
                        "-keyout", key, "-out", certificate], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        return certificate.decode(), key.decode()

    def upstream(self, alternative):
        certificate, key = self.certificate("server", alternative)
        upstream = TlsUpstream(certificate, key)
        self.addCleanup(upstream.stop)
        upstream.handler = lambda request, connection: connection.respond(200, JSON, b'{"a": 1}')
        return upstream, certificate

    def ask(self, host, upstream, *args):
        proxy = start_proxy(self, f"https://{host}:{upstream.port}", *args)
        return proxy.request("POST", "/v1/messages", b"{}")

    def test_an_authority_of_ones_own(self):
        upstream, certificate = self.upstream("DNS:localhost,IP:127.0.0.1")
        status, _, body = self.ask("localhost", upstream, "--upstream-ca", certificate)
        self.assertEqual((status, body), (200, b'{"a": 1}'))
        self.assertEqual(upstream.names, ["localhost"])
        self.assertEqual(self.ask("127.0.0.1", upstream, "--upstream-ca", certificate)[0], 200)

    def test_an_unknown_authority_is_refused(self):
        upstream, _ = self.upstream("DNS:localhost")
        status, _, body = self.ask("localhost", upstream)
        self.assertEqual(status, 502)
        self.assertIn("certificate", json.loads(body)["error"]["message"])
        self.assertEqual(upstream.requests, [])

    def test_another_name_is_refused(self):
        upstream, certificate = self.upstream("DNS:example.org")
        self.assertEqual(self.ask("localhost", upstream, "--upstream-ca", certificate)[0], 502)
        self.assertEqual(self.ask("127.0.0.1", upstream, "--upstream-ca", certificate)[0], 502)
        self.assertEqual(upstream.requests, [])

    def test_a_bundle_that_is_none_stops_the_start(self):
        path = self.write("empty.pem", b"nothing\n").decode()
        run = self.weir("proxy", "--no-config", "--listen", "127.0.0.1:0", "--upstream-ca", path)
        self.assertEqual(run.code, 2)
        self.assertIn(b"--upstream-ca", run.err)
