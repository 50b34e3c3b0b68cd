#include "judge/assignment.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace weir {
namespace {

using Form = Assignment::Form;

// The texts of this file hold %V where the value stands, so that no line of it is itself an
// assignment of something that looks like a secret. Values are made here.
constexpr std::string_view kBareValues[] = {"Zk4mw9Qx", "aa",         "x#1!q$2@w%3",
                                            "a/b+c=d",  "t-u_v.w:z9", "q\xC3\xA9w8"};
constexpr std::string_view kPlainValues[] = {"Zk4mw9Qx", "q-8_w"};
constexpr std::string_view kQuotedValues[] = {"Zk4mw9Qx",   "a",       "two words, and; more",
                                              "x)y}z]&<w>", "a=b:c#d", "p$q%r"};

std::string Fill(std::string_view text, std::string_view value) {
  std::string out(text);
  const size_t at = out.find("%V");
  if (at != std::string::npos) out.replace(at, 2, value);
  return out;
}

struct Row {
  std::string_view text, key;
  Form form;
  bool quoted;
  bool plain = false;    // only letters, digits, - and _ may stand in the value here
  bool forward = false;  // backwards, the nearer name that is looked up is the value's
};

const Row kRows[] = {
    // K=v, environment files and shells
    {"password=%V", "password", Form::kEquals, false},
    {"DB_PASSWORD=%V\n", "DB_PASSWORD", Form::kEquals, false},
    {"A=1\nDB_PASSWORD=%V\r\nB=2", "DB_PASSWORD", Form::kEquals, false},
    {"DB_PASSWORD='%V'\n", "DB_PASSWORD", Form::kEquals, true},
    {"DB_PASSWORD=\"%V\"\n", "DB_PASSWORD", Form::kEquals, true},
    {"export API_TOKEN=%V", "API_TOKEN", Form::kEquals, false},
    {"export API_TOKEN=\"%V\" && run", "API_TOKEN", Form::kEquals, true},
    {"export API_TOKEN=$'%V'", "API_TOKEN", Form::kEquals, true},
    {"PGPASSWORD=%V psql -h db", "PGPASSWORD", Form::kEquals, false},
    {"set API_TOKEN=%V", "API_TOKEN", Form::kEquals, false},
    {"$env:API_TOKEN = \"%V\"", "API_TOKEN", Form::kEquals, true},
    {"setenv API_TOKEN %V\n", "API_TOKEN", Form::kSpace, false},
    {"set -x API_TOKEN %V\n", "API_TOKEN", Form::kSpace, false, true},
    {"ENV API_TOKEN %V\n", "API_TOKEN", Form::kSpace, false},
    {"ENV API_TOKEN=%V\n", "API_TOKEN", Form::kEquals, false},
    {"ARG API_TOKEN=\"%V\"\n", "API_TOKEN", Form::kEquals, true},
    {"DB_PASSWORD ?= %V\n", "DB_PASSWORD", Form::kEquals, false},
    {"DB_PASSWORD := %V\n", "DB_PASSWORD", Form::kEquals, false},
    {"DB_PASSWORD += %V\n", "DB_PASSWORD", Form::kEquals, false},
    {"url=${DB_PASSWORD:-%V}", "DB_PASSWORD", Form::kEquals, false, true},
    // ini, properties, TOML
    {"[db]\npassword = %V\nport = 1", "password", Form::kEquals, false},
    {"password = %V ; a comment", "password", Form::kEquals, false},
    {"password = %V # a comment", "password", Form::kEquals, false},
    {"spring.datasource.password=%V", "spring.datasource.password", Form::kEquals, false},
    {"spring.datasource.password: %V", "spring.datasource.password", Form::kColon, false},
    {"auth.token = \"%V\"", "auth.token", Form::kEquals, true},
    {"\"auth-token\" = \"%V\"", "auth-token", Form::kEquals, true},
    {"//registry.example/:_authToken=%V", "_authToken", Form::kEquals, false},
    {"secret key = %V", "secret key", Form::kEquals, false},
    {"token = '''%V'''", "token", Form::kEquals, true},
    {"token = \"\"\"%V\"\"\"", "token", Form::kEquals, true},
    // YAML
    {"db:\n  password: %V\n", "password", Form::kColon, false},
    {"db:\n  password: \"%V\"\n", "password", Form::kColon, true},
    {"  password: '%V' # note", "password", Form::kColon, true},
    {"  - password: %V\n", "password", Form::kColon, false},
    {"  \"password\": %V\n", "password", Form::kColon, false},
    {"{user: a, password: %V}", "password", Form::kColon, false},
    {"token: |\n  %V\n", "token", Form::kColon, false},
    {"token: >-\n  %V\n", "token", Form::kColon, false},
    {"password: &anchor %V\n", "password", Form::kColon, false},
    {"- name: DB_PASSWORD\n  value: %V\n", "DB_PASSWORD", Form::kColon, false},
    {"- name: DB_PASSWORD\n  value: \"%V\"\n", "DB_PASSWORD", Form::kColon, true},
    // JSON
    {"{\"password\":\"%V\"}", "password", Form::kColon, true},
    {"{\"password\": \"%V\"}", "password", Form::kColon, true},
    {"{\"password\" : \"%V\"}", "password", Form::kColon, true},
    {"{\n  \"password\":\n    \"%V\"\n}", "password", Form::kColon, true},
    {"{\"a\": 1, \"password\": \"%V\", \"b\": 2}", "password", Form::kColon, true},
    {"{\\\"password\\\":\\\"%V\\\"}", "password", Form::kColon, true},
    {"{\\\"password\\\": \\\"%V\\\"}", "password", Form::kColon, true},
    {"{\\\\\\\"password\\\\\\\": \\\\\\\"%V\\\\\\\"}", "password", Form::kColon, true},
    {"{'password': '%V'}", "password", Form::kColon, true},
    {"{password: '%V'}", "password", Form::kColon, true},
    {"{password:\"%V\"}", "password", Form::kColon, true},
    {"{\"my db password\": \"%V\"}", "my db password", Form::kColon, true},
    {"{\"password for ops\": \"%V\"}", "password for ops", Form::kColon, true},
    {"{\"tokens\": [\"%V\", \"b\"]}", "tokens", Form::kColon, true},
    {"{\"name\": \"DB_PASSWORD\", \"value\": \"%V\"}", "DB_PASSWORD", Form::kColon, true},
    {"{\"key\":\"DB_PASSWORD\",\"value\":\"%V\"}", "DB_PASSWORD", Form::kColon, true},
    {"{\"name\": \"DB_PASSWORD\",\n \"value\": \"%V\"}", "DB_PASSWORD", Form::kColon, true},
    {"\\\"name\\\": \\\"DB_PASSWORD\\\", \\\"value\\\": \\\"%V\\\"", "DB_PASSWORD", Form::kColon,
     true},
    {"Authorization:\n- Bearer %V\n", "Authorization", Form::kHeader, false},
    {"tokens:\n  - \"%V\"\n", "tokens", Form::kColon, true},
    {"{&quot;password&quot;: &quot;%V&quot;}", "password", Form::kColon, true},
    {"{&#34;password&#34;: &#34;%V&#34;}", "password", Form::kColon, true},
    {"{\\u0022password\\u0022:\\u0022%V\\u0022}", "password", Form::kColon, true},
    {"a:2:{s:8:\"password\";s:9:\"%V\";}", "password", Form::kColon, true},
    // XML, plist, HTML
    {"<password>%V</password>", "password", Form::kXml, false, true},
    {"<db:password>%V</db:password>", "password", Form::kXml, false, true},
    {"<password encrypted=\"no\">%V</password>", "password", Form::kXml, false, true},
    {"<password>\n  %V\n</password>", "password", Form::kXml, false, true},
    {"<password><![CDATA[%V]]></password>", "password", Form::kXml, false, true},
    {"<add key=\"DbPassword\" value=\"%V\"/>", "DbPassword", Form::kXml, true},
    {"<property name='db.password' value='%V'/>", "db.password", Form::kXml, true},
    {"<input name=\"password\" value=\"%V\">", "password", Form::kXml, true},
    {"<input name=\"password\" type=\"x\" password=\"%V\">", "password", Form::kEquals, true},
    {"<user password=\"%V\" role=\"x\"/>", "password", Form::kEquals, true},
    {"<key>password</key>\n<string>%V</string>", "password", Form::kXml, false, true},
    {"<name>fs.password</name><value>%V</value>", "fs.password", Form::kXml, false, true},
    {"<td>password</td><td>%V</td>", "password", Form::kXml, false, true},
    {"<dt>Password</dt> <dd>%V</dd>", "Password", Form::kXml, false, true},
    // Command lines
    {"tool --password %V", "password", Form::kFlag, false},
    {"tool --password %V --other 1", "password", Form::kFlag, false},
    {"tool --password '%V'", "password", Form::kFlag, true},
    {"tool --password=%V", "password", Form::kFlag, false},
    {"mysql -u a --password=\"%V\" db", "password", Form::kFlag, true},
    {"tool -password %V", "password", Form::kFlag, false},
    {"tool -password:%V", "password", Form::kFlag, false},
    {"tool /password:%V", "password", Form::kColon, false},
    {"[\"--api-token\", \"%V\"]", "api-token", Form::kCall, true},
    {"java -Ddb.password=%V -jar x", "Ddb.password", Form::kFlag, false},
    {"helm --set auth.password=%V", "auth.password", Form::kEquals, false},
    // Headers
    {"Authorization: Bearer %V", "Authorization", Form::kHeader, false},
    {"Authorization: Basic %V\r\n", "Authorization", Form::kHeader, false},
    {"Authorization: token %V", "Authorization", Form::kHeader, false},
    {"authorization:Bearer %V", "authorization", Form::kHeader, false},
    {"curl -H 'Authorization: Bearer %V' u", "Authorization", Form::kHeader, false},
    {"curl -H \"X-Auth-Token: %V\" u", "X-Auth-Token", Form::kHeader, false},
    {"curl -H \"DD-API-KEY: %V\" u", "DD-API-KEY", Form::kHeader, false},
    {"{'Authorization': 'Bearer %V'}", "Authorization", Form::kHeader, true},
    {"{\"Authorization\": \"Bearer %V\"}", "Authorization", Form::kHeader, true},
    {"{'Authorization': f'token %V'}", "Authorization", Form::kHeader, true},
    {"req.Header.Set(\"Authorization\", \"Bearer %V\")", "Authorization", Form::kHeader, true},
    {"auth_header = \"Basic %V\"", "auth_header", Form::kHeader, true},
    // URL queries and connection strings
    {"https://example.com/p?token=%V", "token", Form::kQuery, false, true},
    {"https://example.com/p?a=1&token=%V&b=2", "token", Form::kQuery, false, true},
    {"/p?token=%V#part", "token", Form::kQuery, false, true},
    {"Server=db;User=sa;Password=%V;Port=1", "Password", Form::kEquals, false},
    {"\"Server=db;Password=%V\"", "Password", Form::kEquals, false},
    {"host=db user=u password=%V dbname=x", "password", Form::kEquals, false},
    {"jdbc:x://h?user=u&password=%V", "password", Form::kQuery, false, true},
    // Python
    {"password = \"%V\"", "password", Form::kEquals, true},
    {"password='%V'", "password", Form::kEquals, true},
    {"password: str = \"%V\"", "password", Form::kEquals, true},
    {"\"tool\" \"--password\" \"%V\"", "password", Form::kFlag, true},
    {"password: models.Secret = \"%V\"", "password", Form::kEquals, true},
    {"password: Optional[str] = \"%V\"", "password", Form::kEquals, true},
    {"connect(user='a', password='%V')", "password", Form::kEquals, true},
    {"config[\"password\"] = \"%V\"", "password", Form::kEquals, true},
    {"os.environ['API_TOKEN'] = '%V'", "API_TOKEN", Form::kEquals, true},
    {"token = b\"%V\"", "token", Form::kEquals, true},
    {"token = bytes.fromhex(\"%V\")", "token", Form::kEquals, true},
    {"secretKey = createSecretKey(Buffer.from('%V', 'hex'))", "secretKey", Form::kEquals, true},
    {"token := []byte(\"%V\")", "token", Form::kEquals, true},
    {"Secret: ``%V``", "Secret", Form::kColon, true},
    {"token = (\"%V\")", "token", Form::kEquals, true},
    {"token = os.getenv(\"API_TOKEN\", \"%V\")", "API_TOKEN", Form::kCall, true},
    {"passwords = [\"%V\", \"b\"]", "passwords", Form::kEquals, true},
    // JavaScript, TypeScript
    {"const password = '%V';", "password", Form::kEquals, true},
    {"let apiToken = `%V`;", "apiToken", Form::kEquals, true},
    {"const apiToken: string = '%V';", "apiToken", Form::kEquals, true},
    {"this.password = \"%V\";", "this.password", Form::kEquals, true},
    {"  password: '%V',", "password", Form::kColon, true},
    {"  password?: string = '%V';", "password", Form::kEquals, true},
    {"const t = process.env.TOKEN || '%V'; const password = '1'", "", Form::kNone, false},
    {"token ||= '%V'", "token", Form::kEquals, true},
    {"token ?"
     "?= '%V'",
     "token", Form::kEquals, true},
    {"client.setPassword(\"%V\")", "setPassword", Form::kCall, true},
    // Java, Kotlin, C#, Scala, Swift
    {"private static final String PASSWORD = \"%V\";", "PASSWORD", Form::kEquals, true},
    {".password(\"%V\")", "password", Form::kCall, true},
    {"builder.withPassword( \"%V\" )", "withPassword", Form::kCall, true},
    {"props.put(\"password\", \"%V\");", "password", Form::kCall, true},
    {"props.setProperty(\"db.password\", \"%V\");", "db.password", Form::kCall, true},
    {"val password: String = \"%V\"", "password", Form::kEquals, true},
    {"password = new String(\"%V\");", "password", Form::kEquals, true},
    {"string password = @\"%V\";", "password", Form::kEquals, true},
    {"new Cfg { Password = \"%V\" }", "Password", Form::kEquals, true},
    {"Map(\"password\" -> \"%V\")", "password", Form::kArrow, true},
    {"storePassword '%V'", "storePassword", Form::kSpace, true},
    {"keyPassword \"%V\"", "keyPassword", Form::kSpace, true},
    {"login(user: \"a\", password: \"%V\")", "password", Form::kColon, true},
    // Go, Rust, C, C++
    {"password := \"%V\"", "password", Form::kEquals, true},
    {"password := `%V`", "password", Form::kEquals, true},
    {"var password string = \"%V\"", "password", Form::kEquals, true},
    {"Config{Password: \"%V\"}", "Password", Form::kColon, true},
    {"os.Setenv(\"API_TOKEN\", \"%V\")", "API_TOKEN", Form::kCall, true},
    {"const PASSWORD: &str = \"%V\";", "PASSWORD", Form::kEquals, true},
    {"const PASSWORD: &'static str = \"%V\";", "PASSWORD", Form::kEquals, true},
    {"let password = String::from(\"%V\");", "password", Form::kEquals, true},
    {"const char* password = \"%V\";", "password", Form::kEquals, true},
    {"const char password[] = \"%V\";", "password", Form::kEquals, true},
    {"char password[32] = \"%V\";", "password", Form::kEquals, true},
    {"cfg->password = \"%V\";", "password", Form::kEquals, true},
    {"#define PASSWORD \"%V\"", "PASSWORD", Form::kSpace, true},
    {"std::string password = \"%V\";", "password", Form::kEquals, true},
    {"std::string password(\"%V\");", "password", Form::kCall, true},
    {"std::string password{\"%V\"};", "", Form::kNone, true},
    // Ruby, PHP, Perl, R, Puppet, Elixir, Terraform
    {":password => '%V'", "password", Form::kArrow, true},
    {"password: '%V', user: 'x'", "password", Form::kColon, true},
    {"@password = \"%V\"", "password", Form::kEquals, true},
    {"ENV['API_TOKEN'] = '%V'", "API_TOKEN", Form::kEquals, true},
    {"'password' => '%V',", "password", Form::kArrow, true},
    {"\"password\"=>\"%V\"", "password", Form::kArrow, true},
    {"password=>'%V'", "password", Form::kArrow, true},
    {"$password = '%V';", "password", Form::kEquals, true},
    {"$cfg['password'] = '%V';", "password", Form::kEquals, true},
    {"define('DB_PASSWORD', '%V');", "DB_PASSWORD", Form::kCall, true},
    {"define( \"DB_PASSWORD\", \"%V\" );", "DB_PASSWORD", Form::kCall, true},
    {"$this->password = '%V';", "password", Form::kEquals, true},
    {"my $password = \"%V\";", "password", Form::kEquals, true},
    {"password <- \"%V\"", "password", Form::kArrow, true},
    {"password <<- '%V'", "password", Form::kArrow, true},
    {"config :app, password: \"%V\"", "password", Form::kColon, true},
    {"  master_password = \"%V\"", "master_password", Form::kEquals, true},
    // SQL and .netrc
    {"ALTER USER 'a'@'h' IDENTIFIED WITH mysql_native_password BY '%V';", "IDENTIFIED",
     Form::kSpace, true},
    {"grant all on *.* to 'a'@'%' identified by '%V'", "identified", Form::kSpace, true},
    // What is taken where a look-up finds nothing
    {"'password' => env('DB_PASS', '%V'),", "password", Form::kArrow, true, false, true},
    {"password = os.environ.get(\"DB_PASS\", \"%V\")", "password", Form::kEquals, true, false,
     true},
    {"password = getenv('DB_PASS') ?: '%V';", "password", Form::kEquals, true, false, true},
    {"const password = process.env.DB_PASS || \"%V\";", "password", Form::kEquals, true, false,
     true},
    {"password: process.env['DB_PASS'] ?? '%V',", "password", Form::kColon, true, false, true},
    {"password = ENV[\"DB_PASS\"] || '%V'", "password", Form::kEquals, true, false, true},
    {"password = config('DB_PASS', default='%V')", "password", Form::kEquals, true, false, true},
    {"requests.get(u, auth=('a', '%V'))", "auth", Form::kEquals, true, false, true},
    {"CREATE USER a IDENTIFIED BY '%V'", "IDENTIFIED", Form::kSpace, true},
    {"CREATE USER a WITH PASSWORD '%V';", "PASSWORD", Form::kSpace, true},
    {"ALTER ROLE a PASSWORD '%V'", "PASSWORD", Form::kSpace, true},
    {"UPDATE t SET password = '%V' WHERE", "password", Form::kEquals, true},
    {"UPDATE t SET `password`='%V'", "password", Form::kEquals, true},
    {"DECLARE @password VARCHAR(50) = '%V'", "password", Form::kEquals, true},
    {"password varchar(50) DEFAULT '%V'", "password", Form::kEquals, true},
    {"machine h login u password %V\n", "password", Form::kSpace, false},
    {"machine h\nlogin u\npassword %V\n", "password", Form::kSpace, false},
    {"x = {'password: ' '%V'}", "password", Form::kColon, true},
    {"x = \"password=\" + \"%V\"", "password", Form::kEquals, true},
    {"it's a note: password = '%V'", "password", Form::kEquals, true},
    {"run(\"x\", password=\"%V\")", "password", Form::kEquals, true},
    {"sh -c \"tool --password=\\\"%V\\\" x\"", "password", Form::kFlag, true},
    {"sh -c \"tool --password='%V' x\"", "password", Form::kFlag, true},
    // Tables
    {"| user | x |\n| password | %V |", "password", Form::kTable, false, true},
    {"| password | `%V` |", "password", Form::kTable, true},
    {"|password|%V|", "password", Form::kTable, false, true},
    {"| **password** | %V |", "password", Form::kTable, false, true},
    {"\"password\",\"%V\"", "password", Form::kTable, true},
    // Sentences
    {"the default password is \"%V\"", "password", Form::kSpace, true},
    {"the password is `%V` today", "password", Form::kSpace, true},
    {"the password was set to '%V'", "password", Form::kSpace, true},
    {"Passwort lautet: \"%V\"", "Passwort", Form::kSpace, true},
    {"**Password**: %V", "Password", Form::kColon, false},
    {"**Password:** %V", "Password", Form::kColon, false},
    {"Password: %V", "Password", Form::kColon, false},
    {"password for admin: %V", "password for admin", Form::kColon, false},
    {"password \xE2\x80\x9C%V\xE2\x80\x9D", "password", Form::kSpace, true},
    {"\xE5\xAF\x86\xE7\xA0\x81\xEF\xBC\x9A%V", "\xE5\xAF\x86\xE7\xA0\x81", Form::kColon, false},
    {"\xE5\xAF\x86\xE7\xA0\x81: %V", "\xE5\xAF\x86\xE7\xA0\x81", Form::kColon, false},
    {"contrase\xC3\xB1"
     "a = %V",
     "contrase\xC3\xB1"
     "a",
     Form::kEquals, false},
};

std::string Show(const Assignment& a, std::string_view text) {
  if (!a.found) return "nothing";
  return "[" + std::string(a.key(text)) + "]=[" + std::string(a.value(text)) + "] form " +
         std::to_string(static_cast<int>(a.form)) + (a.quoted ? " quoted" : "");
}

void Expect(const Assignment& a, const Row& row, std::string_view value, std::string_view text,
            std::string_view way) {
  EXPECT_TRUE(a.found && a.key(text) == row.key && a.value(text) == value && a.form == row.form &&
              a.quoted == row.quoted)
      << way << " in: " << text << "\n  is " << Show(a, text) << "\n  not [" << row.key << "]=["
      << value << "] form " << static_cast<int>(row.form) << (row.quoted ? " quoted" : "");
}

std::vector<std::string_view> ValuesFor(const Row& row) {
  if (row.quoted) return {std::begin(kQuotedValues), std::end(kQuotedValues)};
  if (row.plain) return {std::begin(kPlainValues), std::end(kPlainValues)};
  return {std::begin(kBareValues), std::end(kBareValues)};
}

TEST(Assignment, EverySyntaxInBothDirections) {
  EXPECT_GE(std::size(kRows), 120u);
  for (const Row& row : kRows) {
    if (row.form == Form::kNone) continue;
    for (std::string_view value : ValuesFor(row)) {
      const std::string text = Fill(row.text, value);
      const size_t at = row.text.find("%V");
      // The name occurs once before the value, but for a few rows; the last one counts.
      const size_t key = text.rfind(row.key, at - 1);
      ASSERT_NE(key, std::string::npos) << text;
      Expect(AssignmentAfter(text, key + row.key.size()), row, value, text, "After");
      if (row.forward) continue;
      Expect(AssignmentBefore(text, at), row, value, text, "Before");
      const std::string_view inside = value.substr(0, value.find_first_of(" =:/,"));
      if (inside.size() > 2)
        Expect(AssignmentBefore(text, at + 2), row, value, text, "Before, from inside,");
    }
  }
}

// The same among other lines, and at other offsets.
TEST(Assignment, SurroundingsDoNotMatter) {
  static constexpr std::string_view kAround[] = {"x = 1;\n", "# some words of a comment\n",
                                                 "\r\n\r\n", "}\n\n", "a: b\n"};
  for (const Row& row : kRows) {
    if (row.form == Form::kNone) continue;
    for (std::string_view before : kAround) {
      for (std::string_view after : kAround) {
        const std::string_view value = ValuesFor(row)[0];
        const std::string text =
            std::string(before) + Fill(row.text, value) + "\n" + std::string(after);
        const size_t at = before.size() + row.text.find("%V");
        const size_t key = text.rfind(row.key, at - 1);
        Expect(AssignmentAfter(text, key + row.key.size()), row, value, text, "After");
        if (row.forward) continue;
        Expect(AssignmentBefore(text, at), row, value, text, "Before");
      }
    }
  }
}

struct Negative {
  std::string_view text, word;  // AssignmentAfter behind the first `word` finds nothing
};

const Negative kNegatives[] = {
    {"if password == \"abc\":", "password"},
    {"if (password === 'abc') {", "password"},
    {"if (password != 'abc')", "password"},
    {"if (password !== \"abc\")", "password"},
    {"password =~ /abc/", "password"},
    {"password !~ /abc/", "password"},
    {"password <= 'abc'", "password"},
    {"password >= 'abc'", "password"},
    {"password <> 'abc'", "password"},
    {"password < 'abc'", "password"},
    {"x = ok ? password : 'abc'", "password"},
    {"x = ok ? obj.password : \"abc\"", "password"},
    {"x = ok ? \"password\" : \"abc\"", "password"},
    {"password: str", "password"},
    {"password: str,", "password"},
    {"password: Optional[str]", "password"},
    {"password: string;", "password"},
    {"password?: string;", "password"},
    {"password: string | null;", "password"},
    {"password: &str,", "password"},
    {"password: &'a str,", "password"},
    {"password: SecretStr", "password"},
    {"def f(password: str, user: str) -> None:", "password"},
    {"def f(password, user):", "password"},
    {"def f(user, password):", "password"},
    {"function f(password, callback) {", "password"},
    {"f(password)", "password"},
    {"login(user, password)", "password"},
    {"password:\n  type: string", "password"},
    {"password:\n    - a\n", "password"},
    {"password:", "password"},
    {"password: ", "password"},
    {"password=", "password"},
    {"password=\n", "password"},
    {"password=\nuser=x", "password"},
    {"password = \"\"", "password"},
    {"password: ''", "password"},
    {"\"password\": {\"type\": \"string\"}", "password"},
    {"\"password\": {\n  \"type\": \"string\"", "password"},
    {"\"password\": []", "password"},
    {"password://host/x", "password"},
    {"http://host/x", "http"},
    {"password::reset()", "password"},
    {"password :: String", "password"},
    {"Password::from(\"abc\")", "Password"},
    {"at 12:30 today", "12"},
    {"10:20:30", "10"},
    {".password:hover {", "password"},
    {"input.password:focus{", "password"},
    {"the password: must be long", "password"},
    {"the password is required", "password"},
    {"the password is incorrect", "password"},
    {"the password is too short", "password"},
    {"the password was reset by the owner", "password"},
    {"token is invalid or expired", "token"},
    {"password is stored in the vault", "password"},
    {"your token is available here", "token"},
    {"Password: see below", "Password"},
    {"Password *", "Password"},
    {"print(\"the password \" + x)", "password"},
    {"print(\"the password: \" + x + \"y\")", "password"},
    {"f('a', 'password=' + x + 'y')", "password"},
    {"use `--password` to give it", "password"},
    {"r'NAME|password|token'", "password"},
    {"'password',\n'placing',\n", "password"},
    {"#define MAX_PASSWORD 81", "PASSWORD"},
    {"password reset instructions", "password"},
    {"password manager", "password"},
    {"a password of 12 characters", "password"},
    {"password for the 2nd user", "password"},
    {"use token v2beta for this", "token"},
    {"<label>Password</label>", "Password"},
    {"</password>\n<user>x</user>", "password"},
    {"<password></password>", "password"},
    {"<password/>", "password"},
    {"<input type=\"password\" name=\"x\">", "password"},
    {"password => password.length", "password"},
    {"map(password => check(password))", "password"},
    {"password.equals(\"abc\")", "password"},
    {"password.startsWith('abc')", "password"},
    {"getPassword(\"db\")", "Password"},
    {"validatePassword('abc')", "Password"},
    {"case password: return 1", "password"},
    {"if password: run()", "password"},
    {"lambda password: check(password)", "password"},
    {"[\"user\", \"password\", \"email\"]", "password"},
    {"$password, $user", "password"},
    {"echo $password | base64", "password"},
    {"--password --user x", "password"},
    {"tool --password", "password"},
    {"password || other", "password"},
    {"password && 'abc'", "password"},
    {"password + 'abc'", "password"},
    {"return password;", "password"},
    {"password[i]", "password"},
    {"\"arn:aws:secretsmanager:us-west-2:123456789012:secret:Orders-x7k2m9\"", "secret"},
    {"urn:x:token:a1b2c3", "token"},
    {"", ""},
    {"password", "password"},
};

TEST(Assignment, NothingIsAssigned) {
  for (const Negative& row : kNegatives) {
    const std::string text(row.text);
    const size_t at = text.find(row.word) + row.word.size();
    const Assignment a = AssignmentAfter(text, at);
    EXPECT_FALSE(a.found) << text << "\n  is " << Show(a, text);
    EXPECT_EQ(a.form, Form::kNone);
    EXPECT_EQ(a.value_end, 0u);
  }
}

TEST(Assignment, NothingBefore) {
  static constexpr std::string_view kTexts[] = {
      "%V",
      "\n%V",
      "if (password == \"%V\")",
      "x != '%V'",
      "x ? y : '%V'",
      "://%V@host",
      "\"%V\"",
      "(%V",
      "http://%V",
      "12:%V",
      "a::%V",
      "12:30 %V",
      "-p %V",
      "the %V of x",
      "see %V",
      "x.equals(\"%V\")",
      "=%V",
      ": %V",
      "\"a\", \"b\", \"%V\"",
  };
  for (std::string_view row : kTexts) {
    const std::string text = Fill(row, "Zkmwqx");
    const Assignment a = AssignmentBefore(text, row.find("%V"));
    EXPECT_FALSE(a.found) << text << "\n  is " << Show(a, text);
  }
}

TEST(Assignment, ASchemeWordNamesWhatNothingElseDoes) {
  const std::string text = Fill("send Bearer %V now", "Zk4mw9Qx");
  const Assignment a = AssignmentBefore(text, 12);
  EXPECT_EQ(a.key(text), "Bearer");
  EXPECT_EQ(a.value(text), "Zk4mw9Qx");
  EXPECT_EQ(a.form, Form::kHeader);
}

struct Ends {
  std::string_view text, key, value;
};

TEST(Assignment, WhereValuesEnd) {
  const Ends rows[] = {
      {"password=a,b", "password", "a"},
      {"password=a;b", "password", "a"},
      {"(password=a)", "password", "a"},
      {"{password=a}", "password", "a"},
      {"[password=a]", "password", "a"},
      {"password=a&b", "password", "a"},
      {"'password=a'", "password", "a"},
      {"\"password=a\"", "password", "a"},
      {"password=a<b", "password", "a"},
      {"password=a\\nuser=b", "password", "a"},
      {"\"password=a\\\"", "password", "a"},
      {"password: ab cd", "password", "ab"},
      {"password: 'it", "password", "it"},
      {"password: \"open\nuser: x", "password", "open"},
      {"password: \"a\\\"b\"", "password", "a\\\"b"},
      {"password: \"a\\\\\" x\"", "password", "a\\\\"},
      {"\\\"password\\\": \\\"a\\\\\\\"b\\\", c\"", "password", "a\\\\\\\"b"},
      {"\"{\\\"password\\\": \\\"a\"", "password", "a"},
      {"password=${DB:-x}", "password", "${DB:-x}"},
      {"password: {{ x.y }} z", "password", "{{ x.y }}"},
      {"password: ENC(ab,cd)", "password", "ENC(ab"},
      {"password: ENC(abcd)", "password", "ENC(abcd)"},
      {"password = \"${X}\"", "password", "${X}"},
      {"password: !vault |", "password", "!vault"},
      {"password = load(x)", "password", "load(x)"},
      {"the password is x9!k.", "password", "x9!k"},
      {"password: $(cat x)", "password", "$(cat"},
  };
  for (const Ends& row : rows) {
    const std::string text(row.text);
    const Assignment a = AssignmentAfter(text, text.find(row.key) + row.key.size());
    EXPECT_EQ(a.key(text), row.key) << text;
    EXPECT_EQ(a.value(text), row.value) << text;
  }
}

TEST(Assignment, LooksNoFurtherThanItSays) {
  // A value as long as a window: it ends where looking ends.
  const std::string text = "password = \"" + std::string(4096, 'x') + "\"";
  const Assignment a = AssignmentAfter(text, 8);
  EXPECT_TRUE(a.found);
  EXPECT_LE(a.value_end, 8 + kMaxLook);
  const Assignment b = AssignmentBefore(text, 12);
  EXPECT_TRUE(b.found);
  EXPECT_LE(b.value_end, 12 + kMaxLook);
  EXPECT_FALSE(AssignmentBefore(text, 12 + kMaxLook).found);
  // Three line ends away is out of sight.
  const std::string far = "password:\n\n\n'" + std::string("x'");
  EXPECT_FALSE(AssignmentAfter(far, 8).found);
  EXPECT_FALSE(AssignmentBefore(far, far.size() - 2).found);
}

// What is found is the same when everything out of sight is cut off: the promise of kMaxLook, and
// what lets a scan work in pieces.
TEST(Assignment, RandomTextsKeepThePromises) {
  static constexpr std::string_view kPieces[] = {"password",
                                                 "token",
                                                 "=",
                                                 ":",
                                                 " ",
                                                 " ",
                                                 "\"",
                                                 "'",
                                                 "\\\"",
                                                 "\n",
                                                 "<",
                                                 ">",
                                                 "</",
                                                 "(",
                                                 ")",
                                                 ",",
                                                 ";",
                                                 "=>",
                                                 ":=",
                                                 "name",
                                                 "value",
                                                 "is",
                                                 "Bearer",
                                                 "--",
                                                 "x9",
                                                 "|",
                                                 "[",
                                                 "]",
                                                 "{",
                                                 "}",
                                                 "\xEF\xBC\x9A",
                                                 "\xE2\x80\x9C",
                                                 "$",
                                                 "str",
                                                 "`",
                                                 "&",
                                                 "?",
                                                 "#",
                                                 "\\",
                                                 "\x80",
                                                 std::string_view("\0", 1),
                                                 "Zk4mw9Qx",
                                                 "key",
                                                 "to",
                                                 "-",
                                                 ".",
                                                 "*",
                                                 "!"};
  std::mt19937_64 random(23);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (size_t i = 0, n = random() % 40; i < n; ++i)
      text += kPieces[random() % std::size(kPieces)];
    if (round % 16 == 0) text += std::string(random() % 600, random() % 2 ? 'a' : '=');
    const std::string all = std::string(random() % 300, 'k') + text;
    const size_t at = random() % (all.size() + 2);
    for (bool forward : {false, true}) {
      const Assignment a = forward ? AssignmentAfter(all, at) : AssignmentBefore(all, at);
      if (!a.found) {
        ASSERT_EQ(a.value_end, 0u);
        continue;
      }
      ASSERT_LT(a.key_start, a.key_end) << all;
      ASSERT_LT(a.value_start, a.value_end) << all;
      ASSERT_LE(a.key_end, a.value_start) << all;
      ASSERT_LE(a.value_end, std::min(all.size(), at + kMaxLook)) << all;
      ASSERT_GE(a.key_start + kMaxLook, at) << all;
      if (forward) {
        ASSERT_LE(a.key_start, at);
        ASSERT_GE(a.key_end, at);
      } else {
        ASSERT_LE(a.value_start, at);
        ASSERT_GT(a.value_end, at);
      }
    }
  }
}

}  // namespace
}  // namespace weir
