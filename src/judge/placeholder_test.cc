#include "judge/placeholder.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "judge/checksum_table.h"
#include "judge/codec.h"
#include "judge/placeholder_parts.h"
#include "rules/cat.h"

namespace weir {
namespace {

using Kind = PlaceholderKind;

struct Case {
  std::string value;
  Kind kind;
  size_t prefix = 0;
};

void Expect(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const Kind kind = ClassifyPlaceholder(c.value, c.prefix);
    EXPECT_EQ(kind, c.kind) << c.value << " is " << Name(kind) << ", not " << Name(c.kind);
  }
}

TEST(Placeholder, Instructions) {
  std::vector<Case> cases;
  for (const char* value : {"YOUR_API_KEY",
                            "your-api-key",
                            "yourApiKey",
                            "yourapikey",
                            "YourSecretHere",
                            "my-secret-token",
                            "my_api_key",
                            "mysecretpassword",
                            "put-your-password-here",
                            "replace_me",
                            "REPLACE-ME",
                            "ReplaceMe",
                            "replaceme",
                            "changeme",
                            "CHANGEME",
                            "change-me",
                            "change-this-in-production",
                            "insert-key",
                            "INSERT_TOKEN_HERE",
                            "enter_token",
                            "fill-me-in",
                            "todo",
                            "TODO",
                            "tbd",
                            "fixme",
                            "n/a",
                            "N/A",
                            "none",
                            "None",
                            "null",
                            "undefined",
                            "dummy",
                            "sample",
                            "placeholder",
                            "redacted",
                            "[REDACTED]",
                            "removed",
                            "hidden",
                            "secret",
                            "password",
                            "Password",
                            "passwd",
                            "admin",
                            "root",
                            "test",
                            "example",
                            "postgres",
                            "true",
                            "false",
                            "string",
                            "token",
                            "api_key",
                            "access_key",
                            "apikey",
                            "guest:guest",
                            "postgres:postgres",
                            "root:root",
                            "admin:admin",
                            "elastic:changeme",
                            "minioadmin",
                            "dein-passwort",
                            "votre-cle-api",
                            "tu-clave-aqui",
                            "sua-senha",
                            "il-tuo-token",
                            "あなたのトークン",
                            "你的密钥",
                            "ваш-токен",
                            "YOUR_ACME_API_KEY",
                            "your-twilio-sid-here",
                            "your_acme_token",
                            "password_hash",
                            "access_token_url",
                            "Authorization",
                            "X-Api-Key",
                            "login.password",
                            "changeme123",
                            "test-token",
                            "fake_api_key",
                            "dummy-secret",
                            "not-a-real-key",
                            "super-secret",
                            "32 hex digits",
                            "my-app-placeholder",
                            "some_secret_value",
                            "example-token-1"}) {
    // In brackets the value is a template as well; either says that it is no secret.
    const Kind kind = value[0] == '[' ? Kind::kTemplate : Kind::kInstruction;
    cases.push_back({value, kind});
  }
  cases.push_back({Cat("ghp", "_yourTokenHere"), Kind::kInstruction, 4});
  cases.push_back({Cat("ghp", "_yourTokenHere"), Kind::kInstruction, 0});
  cases.push_back({"xoxb-your-bot-token", Kind::kInstruction, 5});
  cases.push_back({"xoxb-your-bot-token", Kind::kInstruction, 0});
  cases.push_back({"glpat-REPLACE_ME", Kind::kInstruction, 6});
  cases.push_back({Cat("AIza", "YourKeyGoesHere"), Kind::kInstruction, 4});
  Expect(cases);
}

TEST(Placeholder, Masks) {
  Expect({{"xxxxxxxxxxxxxxxx", Kind::kMask},
          {"XXXX-XXXX-XXXX", Kind::kMask},
          {"****************", Kind::kMask},
          {"••••••••", Kind::kMask},
          {"................", Kind::kMask},
          {"___________", Kind::kMask},
          {"########", Kind::kMask},
          {Cat("sk_live", "_xxxxxxxxxxxx"), Kind::kMask},
          {Cat("sk_live", "_xxxxxxxxxxxx"), Kind::kMask, 8},
          {Cat("ghp", "_****"), Kind::kMask, 4},
          {Cat("ghp", "_****"), Kind::kMask, 0},
          {Cat("AKIA", "................"), Kind::kMask, 4},
          {"xxx", Kind::kMask},
          {"***", Kind::kMask},
          {"abcd****wxyz", Kind::kMask}});
}

TEST(Placeholder, Ellipses) {
  Expect({{Cat("eyJ", "hbGciOi..."), Kind::kEllipsis},
          {Cat("sk-proj", "-abc…xyz"), Kind::kEllipsis},
          {Cat("-----", "BEGIN PRIVATE KEY-----\\nMIIE...\\n-----END PRIVATE KEY-----"),
           Kind::kEllipsis},
          {"abc...xyz", Kind::kEllipsis}});
}

TEST(Placeholder, DrawnBlocks) {
  Expect({{Cat("-----", "BEGIN PRIVATE KEY-----\nMIIEkey\n-----END PRIVATE KEY-----"),
           Kind::kInstruction},
          {Cat("-----", "BEGIN PRIVATE KEY-----\n{{ .Values.key }}\n-----END PRIVATE KEY-----"),
           Kind::kTemplate}});
}

TEST(Placeholder, RealBlocksAreNone) {
  for (std::string_view label :
       {"RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"}) {
    const std::string drawn =
        Cat("-----", "BEGIN ", label, "-----\nx\n-----", "END ", label, "-----");
    for (uint64_t seed = 0; seed < 50; ++seed) {
      const std::string block = MakePem(drawn, seed);
      EXPECT_EQ(ClassifyPlaceholder(block), Kind::kNone);
      EXPECT_EQ(ClassifyPlaceholder(block.substr(0, block.size() / 2)), Kind::kNone);
    }
  }
}

TEST(Placeholder, Templates) {
  std::vector<Case> cases;
  for (const char* value : {"<your-api-key>",
                            "[INSERT TOKEN HERE]",
                            "{client secret}",
                            "<40-char-hex>",
                            "{64 chars}",
                            "<name>",
                            "[name]",
                            "{name}",
                            "<TOKEN>",
                            "{0}",
                            "$NAME",
                            "${NAME}",
                            "${NAME:-default}",
                            "${DB_PASS:?missing}",
                            "$(vault read -field=t s/x)",
                            "`cat /run/token`",
                            "$USER:$PW",
                            "%API_KEY%",
                            "!PW!",
                            "$env:DEPLOY_PW",
                            "$Name",
                            "${ROOT_PW}",
                            "${SECRET:-dev}",
                            "Bearer $($t.Value)",
                            "--pw=$(DB_PW)",
                            "{{ .Values.db.password | quote }}",
                            "{{ randAlphaNum 24 | b64enc }}",
                            "{{- if }}",
                            "{{ vault_admin_pw }}",
                            "{{ pillar['db']['pw'] }}",
                            "{% response %}",
                            "{{apiKey}}",
                            "{{{secret}}}",
                            "<%= ENV['DB_PW'] %>",
                            "<%- key %>",
                            "#{systemProperties['pw']}",
                            "${env.NEXUS_PW}",
                            "$(NuGetKey)",
                            "#{Db.Password}#",
                            "$(System.AccessToken)",
                            "${{ variables.pw }}",
                            "__DbPassword__",
                            "${{ secrets.RELEASE_TOKEN }}",
                            "$CI_JOB_TOKEN",
                            "<< parameters.x >>",
                            "<< pipeline.parameters.key >>",
                            "!Ref DbPw",
                            "!Sub \"${X}\"",
                            "{{resolve:ssm-secure:/app/pw}}",
                            "[parameters('adminPassword')]",
                            "ENC[AES256_GCM,data:x,iv:y]",
                            "ENC(Zm9vYmFyYmF6)",
                            "{cipher}abc",
                            "%(P)s",
                            "Bearer %s",
                            "%s",
                            "{token}",
                            "Bearer ${token}",
                            "#{tok}",
                            "token #{tok}",
                            "Bearer {$token}",
                            "\\(token)",
                            "@API_KEY@",
                            "@db.pw@",
                            "&dbpw;",
                            ":name",
                            "$ENV{PGPW}",
                            "$(TOKEN)",
                            "{{ env_var('DBT_PW') }}",
                            "${API_KEY",
                            "{{ .Values",
                            "$[ variables.x ]",
                            "prefix-${X}",
                            "${A}-${B}",
                            "@@TOKEN@@",
                            "$DEPLOY_TOKEN",
                            "__token__",
                            "{$x}"}) {
    cases.push_back({value, Kind::kTemplate});
    EXPECT_TRUE(IsTemplate(value)) << value;
  }
  Expect(cases);
}

TEST(Placeholder, SecretAddresses) {
  for (const char* value :
       {"op://dev/api/token", "vault:secret/data/x#k", "vault:kv/data/db#pw",
        "arn:aws:secretsmanager:eu-west-1:123:secret:x", "projects/p/secrets/s/versions/1",
        "keyvault://a/b", "akv://a/b", "ref+vault://a", "os.environ/PROXY_KEY_2"}) {
    EXPECT_EQ(ClassifyPlaceholder(value), Kind::kReference) << value;
    EXPECT_TRUE(IsTemplate(value)) << value;
  }
}

TEST(Placeholder, References) {
  std::vector<Case> cases;
  for (const char* value : {"os.environ[\"X\"]",
                            "os.environ['API_KEY']",
                            "os.environ.get(\"X\")",
                            "process.env.X",
                            "process.env.STRIPE_KEY",
                            "import.meta.env.VITE_KEY",
                            "os.getenv(\"X\")",
                            "config.get(\"token\")",
                            "self.x.y",
                            "self.config.api_key",
                            "get_password()",
                            "System.getenv(\"X\")",
                            "ENV[\"X\"]",
                            "ENV.fetch(\"DB_PW\")",
                            "findProperty(\"repoPw\")",
                            "props.secret",
                            "req.body.password",
                            "cfg.Key",
                            "input(\"Password: \")",
                            "form.field(\"secret\")",
                            "i18n.t(\"login.password\")",
                            "env!(\"API_KEY\")",
                            "std::env::var(\"X\")",
                            "getenv(\"KEY\")",
                            "var.db_password",
                            "data.vault_generic_secret.a",
                            "data.vault_generic_secret.a.data[\"t\"]",
                            "Rails.application.credentials.x",
                            "await getToken()",
                            "cfg.requireSecret(\"pw\")",
                            "$_ENV['X']",
                            "config[\"api_key\"]",
                            "args[0]",
                            "String",
                            "str",
                            "SecretStr",
                            "[]byte",
                            "VARCHAR(255)",
                            "string;",
                            "Optional[str]",
                            "/etc/tls/server.key",
                            "/run/secrets/db",
                            "/var/run/token",
                            "./secrets/key.txt",
                            "../certs/a.pem",
                            "~/.ssh/id_rsa",
                            "C:\\keys\\server.pfx",
                            "id_ed25519.pub",
                            "https://login.example.net/oauth",
                            "https://api.example.com/v1/users",
                            "tok_[a-z0-9]{24}",
                            "key-\\w+"}) {
    cases.push_back({value, Kind::kReference});
  }
  Expect(cases);
}

TEST(Placeholder, Patterns) {
  Expect({{"aaaaaaaaaaaaaaaa", Kind::kRepeated},
          {"0000000000000000", Kind::kRepeated},
          {"1111-1111-1111-1111", Kind::kRepeated},
          {"abcabcabcabc", Kind::kRepeated},
          {"deadbeefdeadbeef", Kind::kRepeated},
          {"12121212", Kind::kRepeated},
          {"00000000-0000-0000-0000-000000000000", Kind::kRepeated},
          {"0123456789abcdef", Kind::kSequence},
          {"abcdefghijklmnop", Kind::kSequence},
          {"ABCDEFGHIJ1234567890", Kind::kSequence},
          {"11111111-2222-4333-8444-555555555555", Kind::kSequence},
          {"00112233445566778899aabbccddeeff", Kind::kSequence},
          {"9876543210fedcba", Kind::kSequence},
          {"qwertyuiop", Kind::kSequence},
          {"asdfghjkl", Kind::kSequence},
          {"1q2w3e4r5t", Kind::kSequence},
          {"zxcvbnm,./", Kind::kSequence},
          {"qazwsxedc", Kind::kSequence},
          {"!@#$%^&*()", Kind::kSequence},
          {"azertyuiop", Kind::kSequence},
          {"12345678", Kind::kSequence},
          {"123456", Kind::kSequence},
          {Cat("ghp", "_1234567890abcdefghijklmnopqrstuvwxyz"), Kind::kSequence, 4},
          {Cat("AKIA", "1234567890ABCDEF"), Kind::kSequence, 4},
          {"1234-5678-9012-3456", Kind::kSequence}});
  // Words too, so any of the kinds will do.
  EXPECT_NE(ClassifyPlaceholder("foobarfoobar"), Kind::kNone);
}

TEST(Placeholder, Words) {
  Expect({{"my-super-secret-value", Kind::kInstruction},
          {"correct.horse.staple", Kind::kWords},
          {"correct horse battery staple", Kind::kWords},
          {"UserAccountControllerTest", Kind::kWords},
          {"authentication_failed_message", Kind::kWords},
          {"com.acme.billing.service", Kind::kWords}});
}

TEST(Placeholder, PublishedSamples) {
  const std::string jwt_header = EncodeBase64Url(R"({"alg":"HS256","typ":"JWT"})");
  const std::string signature(43, 'k');
  Expect({{Cat("AKIA", "IOSFODNN7", "EXAMPLE"), Kind::kPublishedSample, 4},
          {Cat("wJalrXUtn", "FEMI/K7MDENG", "/bPxRfiCY", "EXAMPLEKEY"), Kind::kPublishedSample},
          {Cat("Eby8vdM02xNOcqFlqUwJPLlm", "EtlCDXJ1OUzFT50uSRZ6IFsu", "Fq2UVErCz4I6tq/K1SZFPTO",
               "tr/KBHBeksoGMGw=="),
           Kind::kPublishedSample},
          {"devstoreaccount1", Kind::kPublishedSample},
          {Cat(jwt_header, ".", EncodeBase64Url(R"({"sub":"1234567890","name":"John Doe"})"), ".",
               signature),
           Kind::kPublishedSample},
          {Cat(jwt_header, ".", EncodeBase64Url(R"({"iss":"supabase-demo","role":"anon","exp":1})"),
               ".", signature),
           Kind::kPublishedSample},
          {"4242 4242 4242 4242", Kind::kPublishedSample},
          {"4111-1111-1111-1111", Kind::kPublishedSample},
          {"mara@example.org", Kind::kPublishedSample},
          {"203.0.113.44", Kind::kPublishedSample},
          {"2001:db8::1", Kind::kPublishedSample},
          {"db.example.com", Kind::kPublishedSample}});
}

TEST(Placeholder, RealPasswordsAreNone) {
  for (const char* value :
       {"hunter2",       "letmein99", "Summer2024!", "correct.horse", "Tr1vet!Lamp", "Fennel_92x",
        "K4ffee-Tasse7", "admin123",  "password123", "P@ssw0rd",      "Welcome1",    "iloveyou2",
        "Qwerty123!",    "dragon88",  "s3cr3t",      "Pa$$word1",     "$uperS3cret", "mysecret123",
        "xX_sniper_Xx",  "monkey",    "abc123!x",    "it's-me-99",    "a=b&c=d",     "Passw0rd!",
        "toor",          "test123",   "100% cotton", "<3kittens",     "{hello!}",    "C0mpl3x#Pass",
        "winter",        "a1b2c3!!",  "5/11/1984",   "!QAZ2wsx#x"}) {
    EXPECT_EQ(ClassifyPlaceholder(value), Kind::kNone)
        << value << " is " << Name(ClassifyPlaceholder(value));
    EXPECT_FALSE(IsTemplate(value)) << value;
  }
}

TEST(Placeholder, ThePrefixIsNotJudged) {
  Chance chance(5);
  const std::string random = chance.Text(kBase62, 24);
  EXPECT_EQ(ClassifyPlaceholder(Cat("sk_test", "_", random), 8), Kind::kNone);
  EXPECT_EQ(ClassifyPlaceholder(Cat("example", "_", random), 8), Kind::kNone);
  EXPECT_EQ(ClassifyPlaceholder("ghp_", 4), Kind::kNone);
  EXPECT_EQ(ClassifyPlaceholder("ghp", 40), Kind::kNone);
  EXPECT_EQ(ClassifyPlaceholder("", 0), Kind::kNone);
}

TEST(Placeholder, WebhookUrlsAreNone) {
  Chance chance(6);
  for (int round = 0; round < 2000; ++round) {
    const std::string url =
        Cat("https://hooks.slack.com/services/T", chance.Text("0123456789ABCDEF", 9), "/B",
            chance.Text("0123456789ABCDEF", 9), "/", chance.Text(kBase62, 24));
    ASSERT_EQ(ClassifyPlaceholder(url), Kind::kNone) << Name(ClassifyPlaceholder(url)) << url;
    ASSERT_EQ(ClassifyPlaceholder(url, 33), Kind::kNone);
  }
}

TEST(Placeholder, FixedTextBesideAnExpression) {
  Chance chance(8);
  const std::string random = chance.Text(kBase62, 32);
  EXPECT_EQ(ClassifyPlaceholder(Cat(random, "-${ENV}")), Kind::kNone);
  EXPECT_TRUE(IsTemplate(Cat(random, "-${ENV}")));
  EXPECT_EQ(ClassifyPlaceholder("https-prefix-${ENV}"), Kind::kTemplate);
}

// The promise that matters most: chance is not taken for a placeholder.
TEST(Placeholder, RandomStringsAreNone) {
  const std::string lower = "abcdefghijklmnopqrstuvwxyz";
  const std::string upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string digits = "0123456789";
  const std::map<std::string, std::string> alphabets = {
      {"hex", digits + "abcdef"},
      {"HEX", digits + "ABCDEF"},
      {"lower", lower},
      {"upper", upper},
      {"letters", lower + upper},
      {"lower-digits", lower + digits},
      {"base32", upper + "234567"},
      {"base62", lower + upper + digits},
      {"base64", lower + upper + digits + "+/"},
      {"base64url", lower + upper + digits + "-_"},
      {"dotted", lower + upper + digits + "._-"},
      {"password", lower + upper + digits + "!#%&*+-=?@^_"},
      {"printable", lower + upper + digits + "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"},
  };
  const std::vector<std::string> prefixes = {"", Cat("ghp", "_"), Cat("sk_test", "_"), "xoxb-",
                                             "AKIA"};
  Chance chance(99);
  for (const auto& [name, alphabet] : alphabets) {
    std::map<Kind, int> wrong;
    std::string shown;
    int total = 0;
    for (int round = 0; round < 12000; ++round) {
      const std::string& prefix = prefixes[chance.Below(prefixes.size())];
      const std::string body = chance.Text(alphabet, 8 + chance.Below(93));
      const size_t given = chance.Below(2) == 0 ? prefix.size() : 0;
      const std::string value = prefix + body;
      const Kind kind = ClassifyPlaceholder(value, given);
      ++total;
      if (kind != Kind::kNone) {
        ++wrong[kind];
        shown += Cat("\n  ", Name(kind), ": ", value);
      }
    }
    int sum = 0;
    for (const auto& [kind, count] : wrong) sum += count;
    EXPECT_LE(sum, total / 6000) << name << ", for instance " << shown;
  }
}

// The same for the shortest, where chance is least rare.
TEST(Placeholder, ShortRandomStringsAreNone) {
  Chance chance(123);
  for (std::string_view alphabet : {std::string_view("0123456789abcdef"), kBase36, kBase62}) {
    int wrong = 0;
    constexpr int kRounds = 50000;
    for (int round = 0; round < kRounds; ++round) {
      if (ClassifyPlaceholder(chance.Text(alphabet, 8)) != Kind::kNone) ++wrong;
    }
    EXPECT_LE(wrong, kRounds / 10000 * 2) << alphabet;
  }
}

TEST(Placeholder, NamesAreStable) {
  EXPECT_EQ(Name(Kind::kNone), "none");
  EXPECT_EQ(Name(Kind::kMask), "mask");
  EXPECT_EQ(Name(Kind::kPublishedSample), "published-sample");
  EXPECT_EQ(Name(Kind::kWords), "words");
}

}  // namespace
}  // namespace weir
