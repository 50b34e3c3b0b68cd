"""The surroundings that a generated secret is put in, and near misses made of it. See measure.py."""
import re

PLAIN = re.compile(r"[!#$%()*+,./:;=?@A-Z\[\]^_a-z{|}~0-9-]+\Z")  # no quote, blank, backslash or &<>
URL_SAFE = re.compile(r"[A-Za-z0-9._~-]+\Z")
TOKEN = re.compile(r"[A-Za-z0-9._~+/=:@-]+\Z")  # may stand without quotes anywhere

# Name, text with @K for the name, @k for its camel-case form and @V for the value; what the value must be.
SURROUNDINGS = (
    ("bare", "@V\n", None),
    ("assignment-env", "@K=@V\n", PLAIN),
    ("assignment-python", '@l = "@V"\n', PLAIN),
    ("assignment-js", "const @k = '@V';\n", PLAIN),
    ("assignment-shell", 'export @K="@V"\n', PLAIN),
    ("assignment-go", '\t@k := "@V"\n', PLAIN),
    ("assignment-php", "    '@l' => '@V',\n", PLAIN),
    ("json", '{"id": 7, "@k": "@V", "on": true}\n', PLAIN),
    ("yaml", "app:\n  @l: @V\n  port: 8080\n", TOKEN),
    ("url-query", "https://svc.acme.io/v1/items?page=2&@l=@V&sort=up\n", URL_SAFE),
    ("header", "GET /v1 HTTP/1.1\nHost: acme.io\nX-@H: @V\nAccept: */*\n", TOKEN),
    ("log-line", "2026-03-02T10:11:12Z INFO worker[7] connect ok @l=@V attempt=1\n", TOKEN),
    ("prose", 'For the staging machine the @w is "@V", ask Ben for more.\n', PLAIN),
)
ESCAPED_LINES = ("json-escaped", '{"id": 7, "@k": "@V"}\n')


def key_of(rule):
    """A name for the value: one of the rule's own words, where it has some."""
    if rule["context"]:
        word = rule["context"][0]
        # A vendor's name alone says nothing of a secret: acme -> acme_key.
        generic = rule["kind"] == "assignment" or rule["provider"] == "Generic"
        known = ("key", "token", "secret", "pass", "auth", "pwd")
        return word if generic or any(k in word for k in known) else word + "_key"
    return "service_token"


def spell(text, key, value):
    words = [w for w in re.split(r"[-_. ]+", key) if w]
    camel = words[0] + "".join(w.capitalize() for w in words[1:])
    text = text.replace("@K", "_".join(words).upper()).replace("@l", "_".join(words))
    text = text.replace("@k", camel).replace("@H", "-".join(w.capitalize() for w in words))
    text = text.replace("@w", " ".join(words))
    at = text.index("@V")
    return text[:at] + value + text[at + 2:], at


COMMAND_LINES = (
    ("command", "$ @C https://svc.acme.io/\n"),
    ("command-script", "set -e\nsudo @C --verbose\necho done\n"),
    ("command-docker", "RUN apt-get update && @C\n"),
)


def dress_command(rule, value):
    """A rule of command lines: `curl -u *:%` is the command, * any word, the last % the secret."""
    for pattern in rule["context"][:6]:
        command = pattern.replace("*", "mara")
        if not command.endswith("%"):
            continue
        for name, form in COMMAND_LINES:
            before = form[:form.index("@C")] + command[:-1]
            yield name, before + value + form[form.index("@C") + 2:], len(before)


def dress(rule, sample):
    """Yields (surrounding, text, where the sample begins)."""
    if rule["kind"] == "command":
        yield from dress_command(rule, sample)
        return
    key = key_of(rule)
    named = rule["kind"] in ("assignment", "value")
    if "\n" in sample:
        yield "bare", sample + "\n", 0
        if '"' not in sample and "\\" not in sample:
            escaped = sample.replace("\n", "\\n")
            text, at = spell(ESCAPED_LINES[1], "key", escaped)
            yield ESCAPED_LINES[0], text, at
        return
    for name, form, needs in SURROUNDINGS:
        if named and name == "bare":
            continue
        if needs is not None and not needs.match(sample):
            continue
        text, at = spell(form, key, sample)
        yield name, text, at


def near_misses(rule, sample):
    """Yields (what, text): not in the rule's language, though nearly."""
    if rule["kind"] != "shape" or "\n" in sample or len(sample) < 12:
        return
    if rule["min_length"] == rule["max_length"]:
        yield "one-less", sample[:-1] + "\n"
        if sample[-1].isalnum():  # one of the alphabet that the secret is written in
            more = "7" if sample[-1].isdigit() else "B" if sample[-1].isupper() else "b"
            yield "one-more", sample + more + "\n"
    prefix = re.match(r'"([A-Za-z]+)[^A-Za-z"]', rule["shape"])
    if prefix and sample.startswith(prefix.group(1)):
        yield "wrong-beginning", "q" + sample[1:] + "\n"
