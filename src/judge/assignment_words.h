// The words that the assignment parser knows, by what they mean to it. All lower case; asked for in
// any case. Judgements about a value (placeholders, look-ups) are not made here: see placeholder.h.
#ifndef WEIR_JUDGE_ASSIGNMENT_WORDS_H_
#define WEIR_JUDGE_ASSIGNMENT_WORDS_H_

#include "judge/word_set.h"

namespace weir::assignment_internal {

// Words before a credential in the value of a header.
inline constexpr auto kSchemes = Words<
    "bearer basic token apikey bot ssws splunk geniekey api-token jwt oauth digest key pat "
    "api-key ntlm negotiate">();

// Schemes that are common words: believed only behind a name that speaks of authorization.
inline constexpr auto kVagueSchemes = Words<"token apikey bot digest key oauth jwt pat api-key">();

// Words between a name and its value in prose and SQL: is, was set to, identified by.
inline constexpr auto kLinks = Words<
    "is was are to by as set now currently still lautet ist est es son equals becomes changed "
    "reset just simply has been will be this follows">();

// IDENTIFIED WITH plugin BY 'v', in SQL.
inline constexpr auto kIdentified = Words<"identified">();
inline constexpr auto kWith = Words<"with">();
inline constexpr auto kBy = Words<"by">();

// Names that say nothing: the name before them is the key.
inline constexpr auto kWeak = Words<
    "value string str val content default text char varchar nvarchar stringvalue string_value "
    "parametervalue settingvalue td dd code span pre data plaintext defaultvalue "
    "default_value param-value env-entry-value bytes v">();

// Types: `k: type` gives k no value.
inline constexpr auto kTypes = Words<
    "str string bytes bytearray byte int integer bool boolean char any object number float "
    "double optional union list dict array secretstr securestring secretstring undefined "
    "never unknown varchar nvarchar text uuid charsequence void map option cow vec cstring "
    "nsstring literal record promise nil int32 int64 u8 rune wchar_t uint8_t std typing">();

// Types that may stand between a name and `=` without a colon (Go, SQL).
inline constexpr auto kTypesBehind = Words<"string str byte char varchar nvarchar text varchar2">();

// Names of attributes and keys whose value is a name: name="K" value="V".
inline constexpr auto kNameAttributes = Words<
    "name key id property variable k field param var env option parameter parameterkey "
    "parametername settingname param-name env-entry-name envname propertyname attribute">();

// What stands before an expression in code: `if password: x` assigns nothing.
inline constexpr auto kStatements = Words<
    "if elif elsif else while case lambda in not and or except with class return when unless "
    "until def func fn function switch match default yield import from assert goto typeof "
    "instanceof">();

// Words that go on in a sentence about a secret and are none.
inline constexpr auto kProse = Words<
    "required invalid incorrect wrong missing empty not never too set stored encrypted hashed "
    "expired valid optional needed used the a an your in on at same correct reset changed "
    "sent generated now been being managed rotated hidden masked must should can may will see "
    "is are was has have be to for of if it this that these those and or as by with from "
    "please enter use cannot does do we you i they any only minimum maximum when what which "
    "there no none available provided displayed shown given case between longer shorter also "
    "where how">();

// Calls around a value that hand it on: their name is not its name.
inline constexpr auto kWrappers = Words<
    "string str bytes bytearray from fromhex unhexlify b64decode atob btoa securestring "
    "secretstring secretstr some ok just uri url quote encode decode format sprintf trim "
    "print base64encode base64decode u8 byte utf8 hex tobytes strdup of "
    "valueof secretkeyspec parse literal raw escape unescape urlencode sensitive value "
    "env_default b64encode">();

// Calls that ask for a value, show one or compare one.
inline constexpr auto kAskers = Words<
    "get read ask prompt fetch find load check validate verify is has lookup equals contains "
    "include includes startswith endswith match matches compare eq resolve input getenv "
    "getpass print println printf log error warn info debug require import include_once test "
    "describe it assert expect remove delete replace split join echo raise throw validates "
    "filter show hide describes forgot query label">();

// Commands that take a name and a value.
inline constexpr auto kSetters = Words<
    "setenv set env arg export putenv config setx add put let declare store "
    "write add-generic">();

// Words that, two or four before a value, say that this is a .netrc.
inline constexpr auto kNetrc = Words<"machine login account default">();

// First parts of a name of two words: secret key.
inline constexpr auto kQualifiers = Words<
    "api secret access private auth client signing encryption master app shared refresh "
    "service user db database admin root login bearer account storage session webhook aes hmac "
    "oauth consumer jwt key">();

}  // namespace weir::assignment_internal

#endif  // WEIR_JUDGE_ASSIGNMENT_WORDS_H_
