"""weir agent install, uninstall, status: settings of coding agents, changed without losing what is there."""

import json
import os
import shutil
import stat
import subprocess
import unittest

from harness import WEIR, WeirTest, environment

FOLDERS = {"claude": ".claude", "cursor": ".cursor", "gemini": ".gemini", "codex": ".codex", "copilot": ".copilot",
           "windsurf": ".codeium/windsurf", "cline": "Documents/Cline", "cline-cli": ".cline",
           "opencode": ".config/opencode"}
FILES = {"claude": ".claude/settings.json", "cursor": ".cursor/hooks.json", "gemini": ".gemini/settings.json",
         "codex": ".codex/hooks.json", "copilot": ".copilot/hooks/weir.json",
         "windsurf": ".codeium/windsurf/hooks.json", "opencode": ".config/opencode/plugins/weir.js"}
PROJECT_FILES = {"claude": ".claude/settings.json", "cursor": ".cursor/hooks.json",
                 "gemini": ".gemini/settings.json", "codex": ".codex/hooks.json", "copilot": ".github/hooks/weir.json",
                 "vscode": ".github/hooks/weir.json", "windsurf": ".windsurf/hooks.json",
                 "cline": ".clinerules/hooks/PreToolUse", "cline-cli": ".cline/hooks/PreToolUse",
                 "opencode": ".opencode/plugins/weir.js"}

# What people write: comments, odd layouts, unknown keys, hooks of others.
SETTINGS = [
    b"",
    b"{}",
    b"{}\n",
    b"{ }\n",
    b'{\n  "model": "opus"\n}\n',
    b'{\n\t"model": "opus",\n\t"z": 1e3, "a": [1,2 , 3]\n}',
    b'{"a":1}',
    b'{ "a": 1, "hooks": {} }\n',
    b'\xef\xbb\xbf{\r\n  "a": "\\u00e9",\r\n  "b": { "c": null }\r\n}\r\n',
    b'// mine\n{\n  // first\n  "a": 1, // one\n  /* two */ "b": 2 // last, no comma\n}\n// end\n',
    b'{\n  "a": 1,\n  "b": [\n    1,\n    2,\n  ],\n}\n',
    b'{\n  "hooks": {\n    // nothing yet\n  }\n}\n',
    b'{\n    "hooks": {\n        "Other": [\n            { "hooks": [ { "type": "command", "command": "mine" } ] }\n'
    b'        ]\n    },\n    "x": true\n}\n',
    b'{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command","command":"mine"}]}],"Stop":[]}}',
    b'{\n  "hooks": {\n    "PreToolUse": [\n      {\n        "matcher": "Bash", // why\n        "hooks": [\n'
    b'          { "type": "command", "command": "mine; weir-like agent claude" }\n        ]\n      }\n    ]\n  }\n}\n',
    b'{"a":{"hooks":{"x":1}},"a":2,"text":"// no comment /* \\" */"}\n',
]


def without_comments(data):
    """JSON of JSONC, for comparing what it means."""
    text, out, i = data.decode("utf-8-sig"), [], 0
    while i < len(text):
        if text[i] == '"':
            end = i + 1
            while text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            out.append(text[i:end + 1])
            i = end + 1
        elif text.startswith("//", i):
            end = text.find("\n", i)
            i = len(text) if end < 0 else end
        elif text.startswith("/*", i):
            i = text.index("*/", i) + 2
        else:
            if text[i] in "]}":
                while out and out[-1].isspace():
                    out.pop()
                if out and out[-1] == ",":
                    out.pop()
            out.append(text[i])
            i += 1
    return json.loads("".join(out))


def commands(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("command", "bash") and isinstance(inner, str):
                yield inner
            else:
                yield from commands(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from commands(inner)


class InstallTest(WeirTest):
    def at_home(self, name):
        return os.path.join(self.home, name)

    def put(self, name, data):
        path = self.at_home(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def get(self, name):
        with open(self.at_home(name), "rb") as file:
            return file.read()

    def everywhere(self):
        for folder in FOLDERS.values():
            os.makedirs(self.at_home(folder), exist_ok=True)

    def tree(self):
        files = {}
        for folder, _, names in os.walk(self.home):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    files[os.path.relpath(path, self.home)] = file.read()
        return files

    def test_all_clients(self):
        self.assertIn(b"no coding agent was found", self.weir("agent", "install").out)
        self.everywhere()
        run = self.weir("agent", "install")
        self.assertExit(run, 0)
        self.assertEqual(run.err, b"")
        first = self.tree()
        for name in FILES.values():
            self.assertIn(name, first)
        # Again: nothing changes.
        run = self.weir("agent", "install")
        self.assertExit(run, 0)
        self.assertNotIn(b"added", run.out)
        self.assertNotIn(b"brought up", run.out)
        self.assertEqual(self.tree(), first)
        # And every event is proved.
        run = self.weir("agent", "status")
        self.assertExit(run, 0)
        self.assertNotIn(b"FAILED", run.out)
        self.assertGreater(run.out.count(b": ok: "), 35)
        run = self.weir("agent", "uninstall")
        self.assertExit(run, 0)
        left = {name: data for name, data in self.tree().items() if not name.startswith(".config/weir")}
        self.assertEqual(set(left.values()), {b"{}\n"}, left)
        self.assertExit(self.weir("agent", "status"), 1)

    def test_what_is_there_stays(self):
        for client in ("claude", "gemini"):
            for data in SETTINGS:
                with self.subTest(client=client, data=data):
                    path = self.put(FILES[client], data)
                    os.chmod(path, 0o640)
                    self.assertExit(self.weir("agent", "install", "--client", client), 0)
                    now = self.get(FILES[client])
                    self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o640)
                    old = without_comments(data) if data.strip() else {}
                    new = without_comments(now)
                    mine = [c for c in commands(new) if c.startswith(WEIR)]
                    self.assertIn(len(mine), (4, 6))
                    self.assertEqual(sorted(c for c in commands(new) if not c.startswith(WEIR)),
                                     sorted(commands(old)))
                    for key in old:
                        if key != "hooks":
                            self.assertEqual(old[key], new[key])
                    # Every line that was there is there, in its order.
                    place = 0
                    bare = now.replace(b",", b"")
                    for line in data.splitlines() if data.count(b"\n") > 1 else []:
                        word = line.replace(b",", b"").strip()
                        place = bare.index(word, place)
                    if b"\r\n" in data:
                        self.assertEqual(now.count(b"\n"), now.count(b"\r\n"))
                    # Once more changes nothing; taking it out gives back every byte.
                    self.weir("agent", "install", "--client", client)
                    self.assertEqual(self.get(FILES[client]), now)
                    self.assertExit(self.weir("agent", "uninstall", "--client", client), 0)
                    back = self.get(FILES[client])
                    if data.strip() and b"{}" not in data and b"{ }" not in data and b"[]" not in data \
                            and b"nothing yet" not in data:
                        self.assertEqual(back, data)
                    else:
                        want = {k: v for k, v in old.items() if k != "hooks" or v}
                        got = without_comments(back)
                        for one in (got, want):
                            one["hooks"] = {k: v for k, v in one.get("hooks", {}).items() if v}
                        self.assertEqual(got, want)

    def test_what_cannot_be_read_is_left_alone(self):
        for data in (b"{", b'{"a":1,,}', b"[]", b'{"hooks":[]}', b'{"hooks":{"PreToolUse":{}}}', b"not json",
                     b'{"a":1} {}', b'{"a":"x\ny"}', b"/* open", b"[" * 200):
            with self.subTest(data=data[:30]):
                self.put(FILES["claude"], data)
                run = self.weir("agent", "install", "--client", "claude")
                self.assertOneLine(run, "settings.json", "left as it is")
                self.assertEqual(self.get(FILES["claude"]), data)

    def test_links_are_followed(self):
        real = self.put("dotfiles/claude.json", b'{"a": 1}\n')
        os.makedirs(self.at_home(".claude"))
        os.symlink(real, self.at_home(FILES["claude"]))
        self.assertExit(self.weir("agent", "install"), 0)
        self.assertTrue(os.path.islink(self.at_home(FILES["claude"])))
        self.assertIn(b"PreToolUse", self.get("dotfiles/claude.json"))

    def test_switches_that_fail_closed(self):
        self.everywhere()
        self.weir("agent", "install")
        claude = json.loads(self.get(FILES["claude"]))
        for groups in claude["hooks"].values():
            self.assertEqual(groups[0]["hooks"][0]["onFailure"], "block")
        for entries in json.loads(self.get(FILES["cursor"]))["hooks"].values():
            self.assertIs(entries[0]["failClosed"], True)
        # Open: the switches go, and the command says so.
        run = self.weir("agent", "install", "--on-error", "allow", "--policy-profile", "ci")
        self.assertExit(run, 0)
        self.assertNotIn(b"onFailure", self.get(FILES["claude"]))
        self.assertNotIn(b"failClosed", self.get(FILES["cursor"]))
        for name in ("claude", "cursor", "gemini", "codex", "windsurf"):
            for command in commands(json.loads(self.get(FILES[name]))):
                self.assertTrue(command.endswith("--policy-profile ci --on-error allow"), command)
        self.assertIn(b'"--policy-profile", "ci", "--on-error", "allow"]', self.get(FILES["opencode"]))
        self.assertExit(self.weir("agent", "status"), 0)

    def test_a_settings_file_of_the_policy(self):
        self.everywhere()
        self.write("mine.toml", b'[policy]\nprofile = "ci"\n')
        self.assertExit(self.weir("agent", "install", "--client", "claude", "--config", "mine.toml"), 0)
        self.assertIn(os.path.join(self.dir, "mine.toml").encode(), self.get(FILES["claude"]))
        run = self.weir("agent", "status", "--client", "claude", cwd="/")
        self.assertExit(run, 0)
        self.assertIn(b"PreToolUse: ok: blocked", run.out)

    def test_project(self):
        subprocess.run(["git", "init", "-q", self.dir], check=True, env=environment(self.home))
        sub = os.path.join(self.dir, "deep/er")
        os.makedirs(sub)
        clients = ",".join(PROJECT_FILES)
        run = self.weir("agent", "install", "--project", "--client", clients, cwd=sub)
        self.assertExit(run, 0)
        for client, name in PROJECT_FILES.items():
            data = self.read(name)
            self.assertIn(b"weir", data)
            self.assertNotIn(WEIR.encode(), data)  # the others' weir lies elsewhere
        # With weir in PATH it works, without it does not, and status tells.
        run = self.weir("agent", "status", "--project", "--client", "claude")
        self.assertExit(run, 1)
        self.assertIn(b"FAILED: exit 127", run.out)
        path = os.path.dirname(WEIR) + ":/usr/bin:/bin"
        run = self.weir("agent", "status", "--project", "--client", clients, env={"PATH": path})
        self.assertExit(run, 0)
        self.assertEqual(self.tree(), {})
        self.assertExit(self.weir("agent", "uninstall", "--project", "--client", clients), 0)
        self.assertNotIn(b"agent", b"".join(self.read(n) for n in PROJECT_FILES.values()
                                            if os.path.exists(self.path(n))))

    def test_status_sees_what_is_in_the_way(self):
        self.everywhere()
        self.weir("agent", "install", "--client", "claude,codex,gemini")
        self.assertExit(self.weir("agent", "status", "--client", "claude,codex,gemini"), 0)
        data = self.get(FILES["claude"])

        def claude(new, *parts):
            self.put(FILES["claude"], new)
            run = self.weir("agent", "status", "--client", "claude")
            self.assertExit(run, 1)
            for part in parts:
                self.assertIn(part, run.out)
            self.put(FILES["claude"], data)

        program = WEIR.encode()
        claude(data.replace(b'"hooks": {', b'"disableAllHooks": true, "hooks": {', 1), b"IN THE WAY", b"disableAllHooks")
        claude(data.replace(program, b"/gone/weir"), b"FAILED: exit 127")
        claude(data.replace(program + b" agent claude", b"/bin/true; : " + program + b" agent claude"),
               b"FAILED: exit 0, nothing was answered")
        claude(data.replace(program + b" agent claude", b"cat; : " + program + b" agent claude"),
               b"the answer holds the secret itself")
        claude(data.replace(program + b" agent claude", program + b" agent claude --config /gone.toml"), b"FAILED")
        claude(data.replace(b"PostToolUseFailure", b"PostToolUseElse"), b"PostToolUseFailure: MISSING")
        allow = self.write("allow.toml", b'[[policy.entry]]\naction = "allow"\n')
        claude(data.replace(b"agent claude", b"agent claude --config " + allow), b"FAILED: exit 0")
        self.put(".codex/config.toml", b"model = 1\n[features]\nhooks = false # off\n")
        run = self.weir("agent", "status", "--client", "codex")
        self.assertExit(run, 1)
        self.assertIn(b"IN THE WAY", run.out)
        os.unlink(self.at_home(FILES["gemini"]))
        run = self.weir("agent", "status", "--client", "gemini")
        self.assertExit(run, 1)
        self.assertIn(b"NOT IN THE PATH", run.out)

    def test_a_hook_that_hangs_is_ended(self):
        self.everywhere()
        self.weir("agent", "install", "--client", "windsurf")
        name = FILES["windsurf"]
        data = json.loads(self.get(name))
        for event in list(data["hooks"]):
            if event != "pre_user_prompt":
                del data["hooks"][event]
        data["hooks"]["pre_user_prompt"][0]["command"] = "sleep 600; " + WEIR + " agent windsurf"
        self.put(name, json.dumps(data).encode())
        run = self.weir("agent", "status", "--client", "windsurf", timeout=60)
        self.assertExit(run, 1)
        self.assertIn(b"did not end within", run.out)

    def test_older_entries_are_brought_up_to_date(self):
        old = {"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [
            {"type": "command", "command": "/old/place/weir agent claude --on-error allow"},
            {"type": "command", "command": "mine"}]}],
            "Retired": [{"hooks": [{"type": "command", "command": "'/old/my place/weir' agent hook claude"}]}]}}
        self.put(FILES["claude"], json.dumps(old, indent=2).encode())
        self.assertExit(self.weir("agent", "install", "--client", "claude"), 0)
        now = list(commands(json.loads(self.get(FILES["claude"]))))
        self.assertFalse([c for c in now if c.startswith("/old/")], now)
        self.assertIn("mine", now)
        self.assertExit(self.weir("agent", "uninstall", "--client", "claude"), 0)
        self.assertEqual(list(commands(json.loads(self.get(FILES["claude"])))), ["mine"])

    def test_a_program_of_another_name(self):
        self.everywhere()
        program = os.path.join(self.box, "weir-old")
        shutil.copy(WEIR, program)
        done = subprocess.run([program, "agent", "install"], env=environment(self.home), cwd=self.dir,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertEqual(self.tree(), {})

    def test_scripts_and_plugins_of_others(self):
        self.everywhere()
        self.put("Documents/Cline/Hooks/PreToolUse", b"#!/bin/sh\necho mine\n")
        run = self.weir("agent", "install", "--client", "cline")
        self.assertExit(run, 2)
        self.assertIn(b"not of weir", run.err)
        self.assertEqual(self.get("Documents/Cline/Hooks/PreToolUse"), b"#!/bin/sh\necho mine\n")

    def test_a_program_with_odd_letters(self):
        program = os.path.join(self.box, "my $tools' \"x\"")
        os.mkdir(program)
        program = os.path.join(program, "weir")
        shutil.copy(WEIR, program)
        self.everywhere()
        subprocess.run([program, "agent", "install"], env=environment(self.home), cwd=self.dir, check=True,
                       stdout=subprocess.DEVNULL)
        run = self.weir("agent", "status")
        self.assertExit(run, 0)

    @unittest.skipUnless(shutil.which("node"), "needs node")
    def test_the_plugin_of_opencode(self):
        self.everywhere()
        self.weir("agent", "install", "--client", "opencode")
        secret = self.weir("rules", "sample", "github-personal-access-token", "--seed", "77").out.decode().strip()
        plugin = self.at_home(FILES["opencode"]).replace(".js", ".mjs")
        shutil.copy(self.at_home(FILES["opencode"]), plugin)
        script = """
import { Weir } from %s;
const hooks = await Weir({ directory: "/" });
const s = %s, results = [];
const metadata = { output: "K=" + s, exit: 0 }, output = { title: "t", output: "K=" + s, metadata };
await hooks["tool.execute.after"]({ tool: "bash", sessionID: "x", callID: "c" }, output);
results.push(output.output !== "K=" + s, metadata.output === output.output, metadata.exit === 0);
const parts = [{ type: "text", text: "hello" }];
await hooks["chat.message"]({ sessionID: "x" }, { message: {}, parts });
results.push(parts[0].text === "hello");
for (const [name, input, out] of [["chat.message", {}, { message: {}, parts: [{ type: "text", text: s }] }],
                                  ["tool.execute.before", { tool: "bash" }, { args: { command: "echo " + s } }]]) {
  try { await hooks[name](input, out); results.push(false); }
  catch (e) { results.push(e.message.startsWith("weir stopped") && !e.message.includes(s)); }
}
console.log(JSON.stringify(results));
""" % (json.dumps(plugin), json.dumps(secret))
        path = self.write("try.mjs", script.encode())
        env = environment(self.home)
        done = subprocess.run([shutil.which("node"), path], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout), [True] * 6)
        # A program that is gone stops the step.
        with open(plugin) as file:
            text = file.read()
        with open(plugin, "w") as file:
            file.write(text.replace(WEIR, "/gone/weir"))
        done = subprocess.run([shutil.which("node"), path], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(b"could not be started", done.stderr)


if __name__ == "__main__":
    unittest.main()
