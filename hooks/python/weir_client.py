"""Asks a running `weir serve`. Standard library only; put it beside the file that uses it.

    weir = Weir()                                   # or Weir("unix:/run/user/1000/weir.sock")
    texts = weir.redact(["..."], direction="in", component="search").texts

Blocked is raised where the policy lets a text not pass, WeirError where weir could not look: neither text is then to
be used.
"""

import dataclasses
import http.client
import json
import os
import socket
import urllib.parse


class WeirError(Exception):
    """weir could not look, or could not be asked."""


class Blocked(WeirError):
    """The policy lets none of it pass."""


@dataclasses.dataclass
class Redacted:
    texts: list
    findings: list  # rule, class, pointer, ... never a value
    error: str = ""  # set where weir could not look and runs with --on-error allow


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def find_token():
    """$WEIR_SERVE_TOKEN, or the token that weir serve has made; "" if there is none."""
    if token := os.environ.get("WEIR_SERVE_TOKEN"):
        return token
    folder = os.environ.get("XDG_RUNTIME_DIR") or os.path.expanduser("~/.config")
    try:
        with open(os.path.join(folder, "weir", "serve.token"), encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""


class Weir:
    def __init__(self, url="http://127.0.0.1:8787", token=None, timeout=10.0):
        self.url, self.timeout = url, timeout
        self.token = find_token() if token is None else token

    def post(self, path, body, content_type):
        """Status, fields and body of the answer."""
        if self.url.startswith("unix:"):
            connection = _UnixConnection(self.url[5:], self.timeout)
        else:
            parts = urllib.parse.urlsplit(self.url)
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            connection = kind(parts.hostname, parts.port, timeout=self.timeout)
        headers = {"Content-Type": content_type}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise WeirError(f"weir serve at {self.url} cannot be asked: {error}") from error
        finally:
            connection.close()

    def redact(self, texts, direction="in", component="", part=""):
        texts = list(texts)
        message = {"texts": texts, "direction": direction, "component": component, "part": part}
        status, _, body = self.post("/redact", json.dumps(message).encode(), "application/json")
        try:
            answer = json.loads(body)
        except ValueError:
            answer = {}
        if status != 200:
            raise WeirError(answer.get("error", {}).get("message", f"weir serve answers {status}"))
        if "texts" not in answer:
            raise Blocked(answer.get("summary", "blocked by the policy"))
        if len(answer["texts"]) != len(texts):
            raise WeirError("weir serve has not answered for every text")
        return Redacted(answer["texts"], answer["findings"], answer.get("error", ""))

    def redact_body(self, body, direction, component="", part=""):
        """Bytes of any kind, JSON string by string; the masked bytes."""
        query = urllib.parse.urlencode({"direction": direction, "component": component, "part": part})
        status, _, answer = self.post("/redact?" + query, body, "application/octet-stream")
        if status == 403:
            raise Blocked(json.loads(answer)["error"]["message"])
        if status != 200:
            raise WeirError(f"weir serve answers {status}: {answer[:200].decode(errors='replace')}")
        return answer


def redact_tree(weir, trees, **place):
    """Masks every string in each of `trees` (dicts, lists, tuples and scalars), all in one request.

    Gives new trees and, for each, its findings; keys and what is no string stay.
    """
    texts, owners = [], []

    def collect(value, owner):
        if isinstance(value, str):
            texts.append(value)
            owners.append(owner)
        elif isinstance(value, dict):
            for item in value.values():
                collect(item, owner)
        elif isinstance(value, (list, tuple)):
            for item in value:
                collect(item, owner)

    for owner, tree in enumerate(trees):
        collect(tree, owner)
    answer = weir.redact(texts, **place)
    masked = iter(answer.texts)

    def rebuild(value):
        if isinstance(value, str):
            return next(masked)
        if isinstance(value, dict):
            return {key: rebuild(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)([rebuild(item) for item in value])
        return value

    findings = [[] for _ in trees]
    for finding in answer.findings:
        findings[owners[int(finding["pointer"].split("/")[2])]].append(finding)
    return [rebuild(tree) for tree in trees], findings
