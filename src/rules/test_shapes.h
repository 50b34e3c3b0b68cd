// Shapes of every kind for the tests of this room. Not secrets: formats, many of them made up.
#ifndef WEIR_RULES_TEST_SHAPES_H_
#define WEIR_RULES_TEST_SHAPES_H_

#include <string_view>

namespace weir {

inline constexpr std::string_view kTestShapes[] = {
    "\"ghp_\" alnum{36}",
    "\"acme_\" (\"live\" | \"test\") \"_\" base64url{20,40}",
    "hex-lower{32} \"-us\" digit{1,2}",
    "hex{40}",
    "uuid",
    "uuid-lower",
    "base64{20,60} pad",
    "base64urlpad{24,30}",
    "jwt",
    "\"x\" printable{4,20} \"sig=\" hex-lower{8}",
    "\"https://\" [not \"/:@\"]{1,20} \":\" secret([not \"/@\"]{1,30}) \"@\" host",
    "\"https://hooks.example/\" secret(alnum{24})",
    "\"key=\" secret(base64{8,20} pad) \";\"",
    "~\"bearer \" secret(base64any{16,40})",
    "(~\"cookie\" | ~\"set-cookie\") \": \" text{0,30} (~\"sid\" | ~\"session\") \"=\" secret([not "
    "\";\"]{8,20})",
    "\"curl\" text{1,40} (\"-u \" | \"--user \") [\"\\\"'\"]{0,1} [not \"\\\"':$\"]{1,20} \":\" "
    "secret([not \"\\\"'$\"]{1,30})",
    "\"A\" (base64url{4}){0,10} \"AA\"",
    "(hex-lower{8} nl){1,3}",
    "(lower{1,3} \".\"){1+} digit{2}",
    "(lower{1,3} | \"-\" digit?){2,6} \"!\"",
    "((\"a\" | \"ab\") (\"c\" | \"bcd\")){1,4} lower{0,3}",
    "\"aa\"{2,5} \"a\"{0,3} \"b\"?",
    "\"sk-\" (base64url{20} \"T3\" base64url{20} | base64url{9} \"T3\" base64url{9})",
    "alnum{12} \"JQQ\" alnum [\"A\"..\"L\"] alnum{4}",
    "base64url{21} [\"AEIMQUYcgkosw048\"]",
    "word{1,20} \":\" secret(base64{20,40} pad)",
    "\"abc\" (\"-\" digit{4})?",
    "(\"abc\" | alnum{6})",
    "any{0,50} \"END\"",
    "\"k\" ws \"=\" ws quote secret([not \"\\\"'`\"]{4,40}) quote",
    "(secret(alnum{8}) \"-a\" | \"b-\" alnum{6} \"-b\")",
    "[\"A\"..\"Z\" \"<\"]{10} nl [\"0\"..\"9\" \"<\"] digit",
    "digit{1,6} \" \" [alpha \" .\"]{3,20} (~\"street\" | ~\"st\" | ~\"road\")",
    "(\"%B\" digit{13,19} \"^\" text{2,10} \"^\" digit{7,20} \"?\" | \";\" digit{13,19} \"=\" "
    "digit{7,20} \"?\")",
    "\"$\" (\"i\" | \"d\" | \"id\") \"$v=\" digit{2} \"$\" base64{11,20} pad \"$\" base64{20,30}",
    "[\"$\xE2\x82\xAC\xC2\xA3\"] digit{2,3}",
    "~\"na\\xC3\\xAFve\" [\"\\x80\"..\"\\xFF\"]{1,4}",
    "text{0,40} secret(digit{4}) text{0,10} \".\"",
    "\"p\" secret(alnum{2,6}) alnum{3,8} \"q\"",
    "(digit? lower?){0+} \"#\"",
    "crypt64{4} bech32{3} base58{3} crockford-lower{2} base32{2} base32-lower{2} upper alpha",
};

}  // namespace weir

#endif  // WEIR_RULES_TEST_SHAPES_H_
