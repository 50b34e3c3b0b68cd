#include "judge/assigned_value.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "judge/key_role.h"
#include "rules/cat.h"

namespace weir {
namespace {

// The verdict on the value that the first `word` in the text names; dropped with "none" where there
// is no assignment.
AssignedVerdict Verdict(std::string_view text, std::string_view word, NameClass name) {
  const size_t at = text.find(word);
  if (at == std::string_view::npos) return {.points = 0, .step = "none", .detail = {}};
  const Assignment a = AssignmentAfter(text, at + word.size());
  if (!a.found) return {.points = 0, .step = "none", .detail = {}};
  return WeighAssigned(text, a, name);
}

// Medium confidence needs what the name gives: nothing may be taken from it.
bool Kept(std::string_view text, std::string_view word = "password",
          NameClass name = NameClass::kPassword) {
  const AssignedVerdict v = Verdict(text, word, name);
  return !v.dropped() && v.points >= 0;
}

TEST(AssignedValue, KeepsPasswordsOfPeople) {
  for (std::string_view text : {
           "password: dragonfly\n",           // a settings file
           "  password: dragonfly\n",         // indented
           "# password: dragonfly\n",         // commented out
           "- smtp_password=dragonfly\n",     // the environment, in a list
           "MYSQL_password=dragonfly cmd\n",  // hidden below: lower case before a command
           "password = 'dragonfly'\n",
           "password = \"Fennel_92x\"\n",
           "{\"password\": \"dragonfly\"}\n",
           "{user: admin, password: dragonfly}\n",
           "password=Fennel92x\n",
           "password: Fennel92x\n",
           "<password>Fennel92x</password>\n",
           "curl --form password=Fennel92x http://acme.io\n",
       }) {
    if (text.starts_with("MYSQL")) {
      EXPECT_FALSE(Kept(text)) << text;
    } else {
      EXPECT_TRUE(Kept(text)) << text;
    }
  }
}

TEST(AssignedValue, KeepsWhatIsSaidOrGoesInPairs) {
  for (std::string_view text : {
           "The password is tiger92, do not share.\n",   // a sentence
           "User: mara Password: tiger92\n",              // behind another pair
           "login=mara password=tiger92 host=x\n",
           "Server=x;password=tiger92;\n",                // a connection string
           "password=tiger92;Server=x\n",
           "<entry key=\"db.password\">tiger92</entry>\n",  // an element named by an attribute
           "log in as mara with password tiger2023!\n",
       }) {
    const std::string lower = [text] {
      std::string copy(text);
      for (char& c : copy) c = c == 'P' ? 'p' : c;
      return copy;
    }();
    EXPECT_TRUE(Kept(lower)) << text;
  }
  EXPECT_FALSE(Kept("function(cfig: Ref; password: UInt32 ): Boolean;\n"));
}

TEST(AssignedValue, DropsCode) {
  for (std::string_view text : {
           "password = other.password\n",
           "password = dragonfly;\n",
           "password = get_it(x)\n",
           "password = opts->value\n",
           "password = table[0]\n",
           "password := sEntry^.sp_pwdp;\n",
           "password : UTF8String;\n",
           "password = $0B95;\n",
           "{\"password\": mark}\n",
           "password = 0x1F2E3D\n",
           "password = -67760;\n",
           "password = a1 + b2\n",
           "password = @DoAsk,\n",
           "password = user.encode(\"latin1\")\n",
           "password = '1.2.840.113549.1.9.7'\n",
           "password = '/etc'\n",
           ":type password: :py:data:`~typing.Union`\n",
           "https://<user>:<password>@host/path\n",
           "password = #{lookup['x']}\n",
           "password=\"$( awk -F'[ \"\n",
       }) {
    EXPECT_FALSE(Kept(text)) << text;
  }
}

TEST(AssignedValue, DropsTextForPeople) {
  for (std::string_view text : {
           "\"LABEL_password\": \"Dragonfly\"\n",
           "\"error.password\": \"Dragonfly is wrong\"\n",
           "\"password\": \"Dragonfly\"\n",
           "\"password\": \"Please choose a long one now\"\n",
           "\"password\": \"\xC5\x9E"
           "ifr\xC9\x99\"\n",
           "password: required\n",
           "\"password\": \"hidden\"\n",
           "BAG_password: PKCS-12 bag with a key\n",
           "  -W, --password           force the prompt\n",
           "  -p, --password HESLO     the new one\n",
           "passwd: files systemd\n",
       }) {
    EXPECT_FALSE(Kept(text, text.find("passwd") == std::string_view::npos ? "password" : "passwd"))
        << text;
  }
}

TEST(AssignedValue, DropsDefaultsWithDigits) {
  for (std::string_view value :
       {"secret1", "admin123", "test123456", "abc123", "password1", "1234"}) {
    EXPECT_FALSE(Kept(Cat("password = \"", value, "\"\n"))) << value;
  }
  for (std::string_view value : {"dragon1987", "hunter2", "Fennel_92x"}) {
    EXPECT_TRUE(Kept(Cat("password = \"", value, "\"\n"))) << value;
  }
}

TEST(AssignedValue, PassMayMeanAnotherThing) {
  EXPECT_FALSE(Kept("message(CHECK_PASS \"found\")\n", "PASS"));
  EXPECT_FALSE(Kept("DUMMY_FUNCTION_PASS(\"sjljehprepare\", X())\n", "PASS"));
  EXPECT_FALSE(Kept("'Event::Pass' => '1.302103',\n", "Pass"));
  EXPECT_TRUE(Kept("DB_PASS=dragonfly\n", "PASS"));
  EXPECT_TRUE(Kept("db_pass = \"dragonfly\"\n", "pass"));
}

TEST(AssignedValue, ArgumentsOfACheckAreNoPair) {
  // Put together here, or this file would hold what it tests for.
  const std::string value = std::string("q7Rm2Kx9") + "Wp4Tz6Yb";
  EXPECT_FALSE(Kept("ok := MatchDigest(\"password\", \"" + value + "\", 12)\n"));
  EXPECT_TRUE(Kept("store.set(\"password\", \"" + value + "\")\n"));
}

TEST(AssignedValue, SecretsAreMadeByMachines) {
  EXPECT_FALSE(Kept("secret = \"dragonfly\"\n", "secret", NameClass::kSecret));
  EXPECT_TRUE(Kept("secret = \"qxvjzwkph\"\n", "secret", NameClass::kSecret));
  EXPECT_FALSE(Kept("tool --name=x --pass=late --more\n", "pass"));
  EXPECT_TRUE(Kept("tool --name=x --pass=Fennel92x --more\n", "pass"));
  EXPECT_FALSE(Kept("token: 'keyword.operator'\n", "token", NameClass::kToken));
  EXPECT_FALSE(Kept("token = r'[^\\W\\d]\\w*9'\n", "token", NameClass::kToken));
  EXPECT_FALSE(Kept("token=12.723374634\n", "token", NameClass::kToken));
  EXPECT_TRUE(Kept(std::string("token: 'w3k9p2") + "z8m5t1x7'\n", "token", NameClass::kToken));
}

TEST(AssignedValue, PasswordHashes) {
  const std::string body(22, 'k');
  for (const std::string& hash :
       {Cat("$2b$12$", body), Cat("$6$rounds=5000$", body), Cat("$argon2id$v=19$", body),
        Cat("{SSHA}", body), Cat("{CRYPT}$6$", body), Cat("$apr1$x$", body),
        Cat("pbkdf2_sha256$260000$", body)}) {
    EXPECT_TRUE(IsPasswordHash(hash)) << hash;
    EXPECT_FALSE(Kept(Cat("password: \"", hash, "\"\n"))) << hash;
  }
  for (std::string_view other : {"$ecret$word12", "$a1$", "{x}", "Fennel_92x", "$2", ""}) {
    EXPECT_FALSE(IsPasswordHash(other)) << other;
  }
}

TEST(AssignedValue, NeverLooksFarBeyondTheAssignment) {
  // The same verdict with any text further away than the header allows.
  const std::string far(65, ' '), near = "\n  password: dragonfly\n";
  EXPECT_EQ(Kept(Cat("x = \"", far, near, far, "\"")), Kept(near));
  EXPECT_EQ(Kept(Cat(far, "{", near, far, "}")), Kept(near));
}

TEST(AssignedValue, AnyBytes) {
  uint64_t state = 7;
  std::string text;
  for (int round = 0; round < 2000; ++round) {
    text = "password = ";
    for (int i = 0; i < 40; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      text.push_back(static_cast<char>(state >> 56));
    }
    const AssignedVerdict v = Verdict(text, "password", NameClass::kPassword);
    EXPECT_LE(v.points, 0);
    EXPECT_GE(v.points, -8);
  }
}

TEST(KeyRole, PublicHalves) {
  EXPECT_FALSE(KeyIsFor("PublicKeyToken", "token"));
  EXPECT_FALSE(KeyIsFor("public_key", "key"));
  EXPECT_TRUE(KeyIsFor("public_password", "password"));
}

}  // namespace
}  // namespace weir
