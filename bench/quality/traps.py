"""Strings that look like secrets and are none. See measure.py.

Credential-shaped ones are put together here, so that this file holds none.
"""
import random
import string

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
BASE64 = ALNUM + "+/"

# Values that stand for a secret: in every name and syntax below none is to be found.
PLACEHOLDERS = """
<your-api-key>|[INSERT TOKEN HERE]|{client secret}|YOUR_API_KEY|my-secret-token|put-your-password-here
replace_me|changeme|change-this-in-production|insert-key|enter_token|todo|n/a|none|null|undefined|dummy
placeholder|redacted|secret|password|dein-passwort|votre-cle-api|tu-clave-aqui|sua-senha|il-tuo-token
xxxxxxxxxxxxxxxx|****************|................|########|<40-char-hex>|32 hex digits|abc...xyz
aaaaaaaaaaaaaaaa|0000000000000000|abcabcabcabc|deadbeefdeadbeef|0123456789abcdef|abcdefghijklmnop
9876543210fedcba|qwertyuiop|1q2w3e4r5t|my-super-secret-value|authentication_failed_message
com.acme.billing.service|UserAccountControllerTest
""".replace("\n", "|").strip("|").split("|")

# Values that are filled in later, or looked up.
TEMPLATES = """
$NAME ${NAME} ${NAME:-default} $(command) %API_KEY% !PW! $env:NAME {{ .Values.db.password }} {{apiKey}}
{{{secret}}} <%= ENV['DB_PW'] %> #{systemProperties['pw']} ${env.X} $(NuGetKey) #{Db.Password}# __DbPassword__
${{ secrets.RELEASE_TOKEN }} $CI_JOB_TOKEN << pipeline.parameters.key >> %(P)s %s @API_KEY@ :name
{{resolve:ssm-secure:/app/pw}} ENC[AES256_GCM,data:x,iv:y] op://dev/api/token vault:kv/data/db#pw {$token}
arn:aws:secretsmanager:eu-west-1:123456789012:secret:db {cipher}9f86d081 ENC(Zm9vYmFyYmF6) [parameters('x')]
"""
TEMPLATES = ["{{ .Values.db.password }}", "<%= ENV['DB_PW'] %>", "${{ secrets.RELEASE_TOKEN }}",
             "<< pipeline.parameters.key >>"] + [
                 t for t in TEMPLATES.split() if t not in
                 ("{{", ".Values.db.password", "}}", "<%=", "ENV['DB_PW']", "%>", "${{",
                  "secrets.RELEASE_TOKEN", "<<", "pipeline.parameters.key", ">>")]

NAMES = ("password", "api_key", "client_secret", "access_token", "DB_PASSWORD", "secretKey")
FORMS = ('@N = "@V"\n', "@N=@V\n", '{"@N": "@V"}\n', "  @N: @V\n", "'@N' => '@V',\n", "--@N=@V\n")

# Lines of code and text; no value in them is a secret.
LINES = r"""
password = get_password()
token: String
secret = props.secret
api_key=self.config.api_key
const password = req.body.password
key := cfg.Key
pwd = input("Password: ")
password?: string;
Password string `json:"password"`
final String PASSWORD = null;
PASSWORD = "password"
token: "token"
form.field("secret")
name="api_key"
CONST_ACCESS_KEY = "access_key"
aria-label="Password"
i18n.t("login.password")
"X-Api-Key"
access_token_url: https://login.example.net/oauth
secretName: my-app-tls
tokenFile: /var/run/token
password_file=/run/secrets/db
secret: /etc/tls/server.key
token_url=https://login.example.net/oauth
keyfile: id_ed25519.pub
password: true
requireToken=false
token_ttl: 3600s
secret_version: 3
auth: basic
pwd = (self.password.encode('utf-8'))
password = password.encode("latin1")
password = user.password.strip()
:type passphrase: :py:data:`~typing.Union`
:param password: the password of the user
passwd = "a"
password = hashlib.sha256(data).hexdigest()
password = bcrypt.hashpw(password, bcrypt.gensalt())
secret = base64.b64decode(encoded_secret)
password = os.environ["DB_PASSWORD"]
password = os.environ.get("DB_PASSWORD", "")
if password == "Sommer2024!":
assert user.password != "hunter2x"
msgid "Password"
label.password=Mot de passe
password.label=Enter your password
password_hint=At least twelve characters
"password": { "type": "string", "minLength": 12 }
"password": {"description": "The password of the user"}
password varchar(60) not null
\password{}
type: apiKey
the password is required
password is incorrect
token is invalid or expired
secret is stored in the vault
Password: must be at least 8 characters
your API key is available in the dashboard
token: see below
Password *
Secret key (optional)
Token type: Bearer
re.compile(r"acme_[a-z]{3}_\w+")
https://<user>:<pass>@host/path
http://user:pass@host
ftp://username:password@example.com
redis://:password@redis:6379
mongodb://admin:admin@mongo:27017
postgres://postgres:postgres@localhost/db
ssh://git@host
git@host:owner/repo
https://x-access-token@host
postgres://{user}:{password}@{host}/{db}
postgres://%s:%s@%s/db
https://${USER}:${PASS}@registry.example.com
http://[2001:db8::1]:8080/
at 12:30:45@UTC
password = "a" * 40
password: String, confirm: String
fn login(password: &str) -> bool {
def connect(user, password=None, token=""):
<input type="password" name="password" placeholder="Password">
<label for="password">Password</label>
passwordField.setHint("Enter password")
private static final String KEY_PASSWORD = "user.password";
this.password = password;
$password = $_POST['password'];
password=<password>
MasterUserPassword: !Ref DbPw
Secret: !Sub "${X}"
secretKeyRef: {name: db-secret, key: password}
key: build-docker-image
key: "unit-test"
cache_key: v1-deps
primary_key: true
foreign_key = "author_id"
sort_key: created_at
token = tokens[0]
token = next_token(stream)
token = lexer.next()
"tokenType": "Bearer"
secret_name = "projects/p/secrets/s/versions/1"
credential = DefaultAzureCredential()
"""


def draw(rng, alphabet, count):
    return "".join(rng.choice(alphabet) for _ in range(count))


def digests(rng):
    """Hashes, ids and public halves: random, and no secret."""
    h = lambda n: draw(rng, HEX, n)
    b = lambda n: draw(rng, BASE64, n)
    uuid = "-".join(h(n) for n in (8, 4, 4, 4, 12))
    yield "commit " + h(40)
    yield "      - uses: acme/deploy@" + h(40)
    yield '    "integrity": "sha512-' + b(86) + '==",'
    yield '  integrity sha512-' + b(86) + "=="
    yield 'checksum = "' + h(64) + '"'
    yield "acme.io/x v1.2.3 h1:" + b(43) + "="
    yield "acme.io/x v0.0.0-20260102030405-" + h(12)
    yield "image: acme/web@sha256:" + h(64)
    yield h(64) + "  weir-1.0.tar.gz"
    yield "MD5 (x) = " + h(32)
    yield "SHA-256-Digest: " + b(43) + "="
    yield 'ETag: "' + h(32) + '"'
    yield '<script src="app.' + h(20) + '.js" integrity="sha384-' + b(64) + '"></script>'
    yield "traceparent: 00-" + h(32) + "-" + h(16) + "-01"
    yield '"requestId": "' + uuid + '"'
    yield 'correlation_id=' + uuid
    yield "Project(\"{" + uuid.upper() + "}\")"
    yield '"_id": "' + h(24) + '"'
    yield "-----BEGIN " + "PUBLIC KEY-----\n" + b(64) + "\n" + b(64) + "\n-----END " + "PUBLIC KEY-----"
    yield "-----BEGIN " + "CERTIFICATE-----\n" + b(64) + "\n" + b(64) + "\n-----END " + "CERTIFICATE-----"
    yield "ssh-" + "rsa AAAAB3NzaC1yc2E" + b(300) + " ben@laptop"
    yield "ssh-" + "ed25519 AAAAC3NzaC1lZDI1NTE5" + b(48) + " ben@laptop"
    yield "data:image/png;base64,iVBORw0KGgo" + b(400)
    yield "background:url(data:font/woff2;base64,d09GMg" + b(600) + ")"
    yield '"mappings":"AAAA,SAASA,GACP,OAAOA,EAAE,CAAC;' + draw(rng, string.ascii_uppercase, 200) + '"'
    yield "color: #1a2b3c; border: 1px solid #ffcc00aa"
    yield "narHash = \"sha256-" + b(43) + "=\";"
    yield '"content-hash": "' + h(32) + '",'
    yield "Fingerprint: SHA256:" + b(43)
    yield "kms: AQICAH" + b(120) + "="
    yield "pass" + "word: " + "$2b$" + "12$" + draw(rng, "./" + ALNUM, 10) + "..."


def all_traps():
    """Yields (kind, text)."""
    for kind, values in (("placeholder", PLACEHOLDERS), ("template", TEMPLATES)):
        for value in values:
            for number, form in enumerate(FORMS):
                name = NAMES[number % len(NAMES)]
                bare = '"' not in form and "'" not in form
                if (" " in value and bare) or ("'" in value and "'" in form):
                    continue
                yield kind, form.replace("@N", name).replace("@V", value)
    for prefix in ("ghp" "_", "sk" "_live_", "xox" "b-", "glp" "at-", "AK" "IA", "AI" "za", "sk" "-proj-"):
        for tail in ("x" * 36, "*" * 16, "." * 16, "yourTokenHere", "REPLACE_ME", "0" * 36, "your-token",
                     "EXAMPLE" * 5, "abcdefghijklmnopqrstuvwxyz0123456789"):
            yield "prefixed", "token: " + prefix + tail + "\n"
    for line in LINES.strip("\n").split("\n"):
        yield "line", line + "\n"
    rng = random.Random(7)
    for _ in range(8):
        for text in digests(rng):
            yield "digest", text + "\n"
