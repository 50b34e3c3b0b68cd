"""mitmproxy: bodies without their secrets, both ways, also for clients whose base URL cannot be set.

    weir serve --policy-profile gateway
    mitmdump -s weir_mitmproxy.py --set weir_hosts='api.openai.com,api.anthropic.com'

Needs weir_client.py (hooks/python) beside it. Clients must trust mitmproxy's CA (NODE_EXTRA_CA_CERTS, SSL_CERT_FILE,
REQUESTS_CA_BUNDLE). weir_hosts empty: all hosts. A body that the policy blocks, or that could not be looked at, does not
pass: 403 or 502. Answers are held until they are whole, event streams too; for answers that stream set the client's
base URL to weir proxy. URLs and header fields are not looked at. WebSocket messages are looked at one by one.
"""

import json
import os
import sys

from mitmproxy import ctx, http

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from weir_client import Blocked, Weir, WeirError  # noqa: E402


def refusal(status, message):
    body = {"error": {"message": message, "type": "invalid_request_error", "code": "secret_detected"}}
    return http.Response.make(status, json.dumps(body).encode(),
                              {"content-type": "application/json", "x-should-retry": "false"})


class WeirAddon:
    def load(self, loader):
        loader.add_option("weir_url", str, "http://127.0.0.1:8787", "where weir serve listens")
        loader.add_option("weir_hosts", str, "", "hosts whose traffic is looked at, with commas; empty is all")

    def _mine(self, flow):
        hosts = [host.strip() for host in ctx.options.weir_hosts.split(",") if host.strip()]
        return not hosts or flow.request.pretty_host in hosts

    def _mask(self, content, flow, direction, part):
        return Weir(ctx.options.weir_url).redact_body(content, direction, flow.request.pretty_host, part)

    def request(self, flow):
        if not self._mine(flow) or not flow.request.raw_content:
            return
        try:
            content = flow.request.content  # decoded
            masked = self._mask(content, flow, "out", "request")
        except Blocked as blocked:
            flow.response = refusal(403, str(blocked))
        except (WeirError, ValueError) as error:
            flow.response = refusal(502, f"weir could not look, so this does not pass: {error}")
        else:
            if masked != content:
                flow.request.content = masked

    def response(self, flow):
        if not self._mine(flow) or not flow.response.raw_content:
            return
        try:
            content = flow.response.content
            masked = self._mask(content, flow, "in", "response")
        except Blocked as blocked:
            flow.response = refusal(403, str(blocked))
        except (WeirError, ValueError) as error:
            flow.response = refusal(502, f"weir could not look, so this does not pass: {error}")
        else:
            if masked != content:
                flow.response.content = masked

    def websocket_message(self, flow):
        if not self._mine(flow):
            return
        message = flow.websocket.messages[-1]
        try:
            message.content = self._mask(message.content, flow, "out" if message.from_client else "in", "websocket")
        except WeirError:
            message.drop()


addons = [WeirAddon()]
