// compile_rules OUT_DIR RULES.toml...: the host tool that turns the catalogue into constant data.
//
// Writes OUT_DIR/builtin.cc (tables) and OUT_DIR/*.hsdb (database images) with OUT_DIR/images.S, which
// embeds them at 64-byte borders. Run by the build; fails the build with diagnostics when a rule is wrong.
// Self-test: each image is used in place here, as the program will use it, before it is written out.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "match/database.h"
#include "match/plan.h"
#include "rules/cat.h"
#include "rules/rule_file.h"

namespace weir {
namespace {

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    auto b = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (b < 0x20 || b >= 0x7F) {
      char octal[8];
      std::snprintf(octal, sizeof octal, "\\%03o", b);
      out += octal;
    } else if (c == '?') {
      out += "\\?";  // no trigraphs
    } else {
      out += c;
    }
  }
  return out + "\"";
}
std::string View(std::string_view text) {
  return Cat("std::string_view(", Quoted(text), ", ", text.size(), ")");
}
std::string Hex(uint64_t x) {
  char buffer[24];
  std::snprintf(buffer, sizeof buffer, "0x%llxull", static_cast<unsigned long long>(x));
  return buffer;
}
std::string SetText(const ByteSet& set) {
  return Cat("{{", Hex(set.words[0]), ",", Hex(set.words[1]), ",", Hex(set.words[2]), ",",
             Hex(set.words[3]), "}}");
}

// Emits one constant array, with a dummy element where it would be empty.
class Emitter {
 public:
  explicit Emitter(std::ostream& out) : out_(out) {}

  template <typename T, typename F>
  void Array(std::string_view type, std::string_view name, const T& items, F text) {
    out_ << "constexpr " << type << ' ' << name << "[] = {\n";
    size_t n = 0;
    for (const auto& item : items) {
      out_ << text(item) << (++n % 8 == 0 ? ",\n" : ",");
    }
    if (n == 0) out_ << type << "{}";
    out_ << "};\n";
  }

  std::ostream& out_;
};

// The tables of one pack, in a namespace `pack` of their own, and the function `access` that gives them.
void EmitTables(const RuleTable& table, const Plan& plan, std::string_view pack, std::string_view access,
                std::ostream& out) {
  Emitter emit(out);
  out << "namespace weir {\nnamespace " << pack << " {\nnamespace {\n";

  // Walk tables of all rules, pooled; equal sets and equal literals are stored once.
  std::string literals;
  std::map<std::string, uint32_t> set_index;
  std::vector<ByteSet> sets;
  std::vector<std::string> ops, strings;
  auto add_walk = [&](const WalkProgram& walk) {
    if (walk.empty()) return std::string("{}");
    size_t first = ops.size();
    for (uint32_t i = 0; i < walk.op_count; ++i) {
      WalkOp op = walk.ops[i];
      if (op.kind == WalkOp::kLiteral || op.kind == WalkOp::kFoldLiteral) {
        std::string text(walk.literals + op.at, op.length);
        size_t at = literals.find(text);
        if (at == std::string::npos) {
          at = literals.size();
          literals += text;
        }
        op.at = static_cast<uint32_t>(at);
      } else if (op.kind == WalkOp::kSetRun) {
        std::string key = SetText(walk.sets[op.at]);
        auto [it, fresh] = set_index.emplace(key, static_cast<uint32_t>(sets.size()));
        if (fresh) sets.push_back(walk.sets[op.at]);
        op.at = it->second;
      }
      ops.push_back(Cat("{", int{op.kind}, ",", int{op.secret}, ",", op.kids, ",", op.size, ",", op.at, ",",
                        op.length, ",", op.min, "u,", op.max, "u}"));
    }
    return Cat("{kOps+", first, ",", walk.op_count, ",kLiterals,kSets,", SetText(walk.tail), "}");
  };
  auto add_strings = [&](std::span<const std::string_view> list) {
    size_t first = strings.size();
    for (std::string_view s : list) strings.push_back(View(s));
    return Cat("{kStrings+", first, ",", list.size(), "}");
  };

  std::vector<std::string> rules;
  for (const Rule& r : table.rules()) {
    rules.push_back(
        Cat("{", View(r.id), ",", View(r.name), ",", View(r.provider), ",",
            "static_cast<SecretClass>(", static_cast<int>(r.secret_class), "),",
            "static_cast<Severity>(", static_cast<int>(r.severity), "),",
            "static_cast<RuleKind>(", static_cast<int>(r.kind), "),",
            "static_cast<OnInvalid>(", static_cast<int>(r.on_invalid), "),",
            r.enabled ? "true" : "false", ",false,", r.context_within, ",", r.specificity, ",",
            std::to_string(r.min_entropy), "f,", r.min_length, "u,", r.max_length, "u,",
            View(r.shape_text), ",", View(r.end_text), ",", add_walk(r.walk), ",",
            add_walk(r.end_walk), ",", SetText(r.first), ",", SetText(r.last), ",",
            add_strings(r.context), ",", add_strings(r.hints), ",", add_strings(r.schemes), ",",
            View(r.checksum), ",", View(r.description), ",", View(r.rotate), ",",
            View(r.reference), ",static_cast<Alone>(", static_cast<int>(r.alone), ")}"));
  }
  auto same = [](const std::string& s) { return s; };
  auto number = [](auto x) { return std::to_string(int64_t{x}); };
  auto token = [](const TokenPattern& t) { return Cat("{", t.rule, ",", t.length, ",", t.back, "}"); };
  out << "constexpr char kLiterals[] = " << Quoted(literals) << ";\n";
  emit.Array("ByteSet", "kSets", sets, SetText);
  emit.Array("WalkOp", "kOps", ops, same);
  emit.Array("std::string_view", "kStrings", strings, same);
  emit.Array("Rule", "kRules", rules, same);
  emit.Array("uint8_t", "kEnabled", plan.enabled, number);
  emit.Array("TokenPattern", "kTokens", plan.tokens, token);
  emit.Array("TokenPattern", "kOpen", plan.open, token);
  auto view = [](std::string_view s) { return View(s); };
  emit.Array("std::string_view", "kWords", plan.words, view);
  emit.Array("std::string_view", "kKeywords", plan.keywords, view);
  emit.Array("uint32_t", "kKeywordBegin", plan.keyword_begin, number);
  emit.Array("uint16_t", "kKeywordRules", plan.keyword_rules, number);
  emit.Array("ValueEntry", "kValues", plan.values, [](const ValueEntry& v) {
    return Cat("{", v.rule, ",", int{v.categories}, ",", v.wide ? "true" : "false", ",",
               v.keyless ? "true" : "false", ",", v.min, ",", v.max, "}");
  });
  emit.Array("uint32_t", "kValueBegin", plan.value_begin, number);
  emit.Array("uint32_t", "kKindBegin", plan.kind_begin, number);
  emit.Array("uint16_t", "kKindList", plan.kind_list, number);
  emit.Array("UrlShape", "kUrlShapes", plan.url_shapes, [](const UrlShape& u) {
    return Cat("{", u.rule, ",", View(u.before), ",", View(u.after), ",", View(u.inside), "}");
  });
  emit.Array("uint16_t", "kUrlBegin", plan.url_begin, number);
  emit.Array("uint16_t", "kUrls", plan.urls, number);
  emit.Array("uint16_t", "kBlocks", plan.blocks, number);
  emit.Array("uint16_t", "kAssignments", plan.assignments, number);
  emit.Array("uint16_t", "kCommands", plan.commands, number);
  emit.Array("uint16_t", "kPhrases", plan.phrases, number);
  emit.Array("TokenPattern", "kData", plan.data, token);
  auto span = [](std::string_view name, size_t size) {
    return Cat("{k", name, ",", size, "}");
  };
  out << "constexpr PackView kPack = {\n"
      << span("Rules", table.rules().size()) << ",\n" << span("Enabled", plan.enabled.size()) << ",\n" << span("Tokens", plan.tokens.size()) << ",\n"
      << span("Open", plan.open.size()) << ",\n" << span("Words", plan.words.size()) << ",\n"
      << span("Keywords", plan.keywords.size()) << ",\n"
      << span("KeywordBegin", plan.keyword_begin.size()) << ",\n"
      << span("KeywordRules", plan.keyword_rules.size()) << ",\n"
      << span("Values", plan.values.size()) << ",\n" << span("ValueBegin", plan.value_begin.size())
      << ",\n" << span("KindBegin", plan.kind_begin.size()) << ",\n"
      << span("KindList", plan.kind_list.size()) << ",\n"
      << span("UrlShapes", plan.url_shapes.size()) << ",\n" << span("UrlBegin", plan.url_begin.size())
      << ",\n" << SetText(plan.url_inside_second) << ",\n" << span("Urls", plan.urls.size())
      << ",\n" << span("Blocks", plan.blocks.size()) << ",\n"
      << span("Assignments", plan.assignments.size()) << ",\n{},\n" << span("Commands", plan.commands.size()) << ",\n" << span("Phrases", plan.phrases.size())
      << ",\n" << span("Data", plan.data.size())
      << "};\n}  // namespace\n}  // namespace " << pack << "\n\n"
      << "const PackView& " << access << "() { return " << pack << "::kPack; }\n}  // namespace weir\n\n";
}

bool WriteFile(const std::string& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) std::fprintf(stderr, "compile_rules: cannot write %s\n", path.c_str());
  return static_cast<bool>(out);
}

// Compiles, lays out, and proves that the image works where it stands.
absl::StatusOr<std::string> MakeImage(std::span<const Expression> expressions, CpuTarget target) {
  absl::StatusOr<Database> db = Database::Compile(expressions, target);
  if (!db.ok()) return db.status();
  absl::StatusOr<std::string> image = db->Image();
  if (!image.ok() || image->empty()) return image;
  // Used on this machine only if it has the instructions; the layout is the same for all targets.
  if (!Supported(target)) return image;
  std::string space(image->size() + 64, '\0');
  size_t shift = (64 - reinterpret_cast<uintptr_t>(space.data()) % 64) % 64;
  space.replace(shift, image->size(), *image);
  Database in_place = Database::InPlace({space.data() + shift, image->size()});
  Scratch scratch;
  absl::Status status = scratch.Prepare(in_place);
  if (!status.ok()) return status;
  return image;
}

int Run(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: compile_rules OUT_DIR RULES.toml...\n", stderr);
    return 2;
  }
  const std::string out_dir = argv[1];
  std::vector<RuleDef> defs;
  bool wrong = false;
  for (int i = 2; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    if (!in) {
      std::fprintf(stderr, "compile_rules: cannot read %s\n", argv[i]);
      return 2;
    }
    RuleFile file = ParseRuleFile(argv[i], bytes.str());
    std::fputs(RenderDiagnostics(file.diagnostics).c_str(), stderr);
    wrong |= file.HasErrors();
    for (RuleDef& def : file.rules) {
      std::vector<Diagnostic> cost = CheckCost(def);
      std::fputs(RenderDiagnostics(cost).c_str(), stderr);
      for (const Diagnostic& d : cost) wrong |= d.level == Diagnostic::Level::kError;
      defs.push_back(std::move(def));
    }
  }
  std::vector<Diagnostic> together = CheckTogether(defs);
  std::fputs(RenderDiagnostics(together).c_str(), stderr);
  for (const Diagnostic& d : together) wrong |= d.level == Diagnostic::Level::kError;
  if (wrong) return 1;

  // Two packs: what is off by default and needs other databases costs the rest nothing.
  const auto first_data = std::stable_partition(
      defs.begin(), defs.end(), [](const RuleDef& def) { return !IsDataClass(def.secret_class); });
  std::vector<RuleDef> data_defs(std::make_move_iterator(first_data), std::make_move_iterator(defs.end()));
  defs.erase(first_data, defs.end());
  for (const RuleDef& def : data_defs) {
    if (def.kind == RuleKind::kValue) continue;
    std::fprintf(stderr, "compile_rules: rule %s: a built-in rule of a data class is a value\n", def.id.c_str());
    return 1;
  }
  RuleTable table(std::move(defs), /*user=*/false), data_table(std::move(data_defs), /*user=*/false);
  absl::StatusOr<std::unique_ptr<Plan>> plan = MakePlan(table, /*user=*/false);
  absl::StatusOr<std::unique_ptr<Plan>> data_plan = MakePlan(data_table, /*user=*/false);
  for (const auto* made : {&plan, &data_plan}) {
    if (made->ok()) continue;
    std::fprintf(stderr, "compile_rules: %s\n", std::string(made->status().message()).c_str());
    return 1;
  }
  struct ImageSource {
    std::string name;
    std::span<const Expression> expressions;
    CpuTarget target;
  };
  std::vector<ImageSource> images = {
      {"token", (*plan)->token_expressions, CpuTarget::kPortable},
      {"token_dense", (*plan)->token_dense_expressions, CpuTarget::kPortable},
      {"token_plain", (*plan)->token_plain_expressions, CpuTarget::kPortable},
      {"keyword", (*plan)->keyword_expressions, CpuTarget::kPortable},
      {"data", (*data_plan)->data_expressions, CpuTarget::kPortable},
  };
  const std::span<const Expression> open = (*plan)->open_expressions;
  const std::pair<const char*, CpuTarget> targets[] = {{"portable", CpuTarget::kPortable},
                                                       {"avx2", CpuTarget::kAvx2},
                                                       {"avx512", CpuTarget::kAvx512}};
  std::ostringstream open_lists;
  for (const auto& [target_name, target] : targets) {
    open_lists << "static const std::string_view kOpenImages_" << target_name << "[] = {";
    for (size_t at = 0; at < open.size(); at += kOpenLiterals) {
      std::string name = Cat("open", at / kOpenLiterals, "_", target_name);
      open_lists << "Image_" << name << "(), ";
      images.push_back({name, open.subspan(at, std::min(kOpenLiterals, open.size() - at)), target});
    }
    open_lists << "};\n";
  }
  std::string assembly = "    .section .rodata\n";
  std::ostringstream declarations;
  for (const auto& image : images) {
    absl::StatusOr<std::string> bytes = MakeImage(image.expressions, image.target);
    if (!bytes.ok()) {
      std::fprintf(stderr, "compile_rules: database %s: %s\n", image.name.c_str(),
                   std::string(bytes.status().message()).c_str());
      return 1;
    }
    const std::string path = Cat(out_dir, "/", image.name, ".hsdb");
    if (!WriteFile(path, *bytes)) return 2;
    assembly += Cat("    .balign 64\n    .globl weir_image_", image.name, "\nweir_image_", image.name,
                    ":\n    .incbin \"", path, "\"\n");
    declarations << "extern \"C\" const char weir_image_" << image.name << "[];\n"
                 << "static constexpr std::string_view Image_" << image.name << "() { return {weir_image_"
                 << image.name << ", " << bytes->size() << "}; }\n";
    std::printf("%-14s %8zu bytes, %zu expressions\n", image.name.c_str(), bytes->size(),
                image.expressions.size());
  }
  assembly += "    .section .note.GNU-stack,\"\",@progbits\n";

  std::ostringstream out;
  out << "// Generated by compile_rules from rules/*.toml. Do not edit.\n#include \"match/builtin.h\"\n\n";
  EmitTables(table, **plan, "credential_pack", "BuiltinPack", out);
  EmitTables(data_table, **data_plan, "data_pack", "BuiltinDataPack", out);
  out << declarations.str() << open_lists.str()
      << "namespace weir {\n"
         "std::string_view BuiltinTokenImage() { return Image_token(); }\n"
         "std::string_view BuiltinTokenDenseImage() { return Image_token_dense(); }\n"
         "std::string_view BuiltinTokenPlainImage() { return Image_token_plain(); }\n"
         "std::string_view BuiltinKeywordImage() { return Image_keyword(); }\n"
         "std::string_view BuiltinDataImage() { return Image_data(); }\n"
         "std::span<const std::string_view> BuiltinOpenImages(CpuTarget target) {\n"
         "  if (target == CpuTarget::kAvx512) return kOpenImages_avx512;\n"
         "  if (target == CpuTarget::kAvx2) return kOpenImages_avx2;\n"
         "  return kOpenImages_portable;\n"
         "}\n}  // namespace weir\n";
  if (!WriteFile(out_dir + "/builtin.cc", out.str())) return 2;
  if (!WriteFile(out_dir + "/images.S", assembly)) return 2;
  std::printf("%zu rules, %zu of data classes\n", table.rules().size(), data_table.rules().size());
  return 0;
}

}  // namespace
}  // namespace weir

int main(int argc, char** argv) { return weir::Run(argc, argv); }
