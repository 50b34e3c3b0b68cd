#include "report/writer.h"

#include "report/writer_impl.h"

namespace weir {
namespace {

struct FormatName {
  Format format;
  std::string_view name;
};
constexpr FormatName kFormats[] = {
    {Format::kText, "text"},
    {Format::kJson, "json"},
    {Format::kJsonl, "jsonl"},
    {Format::kSarif, "sarif"},
    {Format::kGitlab, "gitlab"},
    {Format::kGithub, "github"},
    {Format::kJunit, "junit"},
};

}  // namespace

std::optional<Format> ParseFormat(std::string_view name) {
  for (const FormatName& format : kFormats) {
    if (format.name == name) return format.format;
  }
  return std::nullopt;
}

std::string_view Name(Format format) {
  for (const FormatName& known : kFormats) {
    if (known.format == format) return known.name;
  }
  return "text";
}

std::vector<const Rule*> EnabledRules(const RunInfo& run) {
  std::vector<const Rule*> rules = run.rules;
  if (run.ruleset == nullptr) return rules;
  rules.reserve(rules.size() + run.ruleset->size());
  for (size_t i = 0; i < run.ruleset->size(); ++i) {
    if (run.ruleset->Enabled(i)) rules.push_back(&run.ruleset->rule(i));
  }
  return rules;
}

std::unique_ptr<Writer> MakeWriter(Format format, const WriterOptions& options, Output* out) {
  switch (format) {
    case Format::kJson:
      return MakeJsonWriter(options, out);
    case Format::kJsonl:
      return MakeJsonlWriter(options, out);
    case Format::kSarif:
      return MakeSarifWriter(options, out);
    case Format::kGitlab:
      return MakeGitlabWriter(options, out);
    case Format::kGithub:
      return MakeGithubWriter(options, out);
    case Format::kJunit:
      return MakeJunitWriter(options, out);
    case Format::kText:
      break;
  }
  return MakeTextWriter(options, out);
}

}  // namespace weir
