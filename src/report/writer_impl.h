// The writers behind MakeWriter(), one a format; for writer.cc and tests.
#ifndef WEIR_REPORT_WRITER_IMPL_H_
#define WEIR_REPORT_WRITER_IMPL_H_

#include <memory>
#include <string>
#include <vector>

#include "report/writer.h"

namespace weir {

std::unique_ptr<Writer> MakeTextWriter(const WriterOptions& options, Output* out);
std::unique_ptr<Writer> MakeJsonWriter(const WriterOptions& options, Output* out);
std::unique_ptr<Writer> MakeJsonlWriter(const WriterOptions& options, Output* out);
std::unique_ptr<Writer> MakeSarifWriter(const WriterOptions& options, Output* out);
std::unique_ptr<Writer> MakeGitlabWriter(const WriterOptions& options, Output* out);
std::unique_ptr<Writer> MakeGithubWriter(const WriterOptions& options, Output* out);
std::unique_ptr<Writer> MakeJunitWriter(const WriterOptions& options, Output* out);

// One finding as a JSON object on one line, without a line end; the same in json and jsonl.
std::string RecordJson(const Record& record, bool show_secrets);

// The rules that take part, in the ruleset's order.
std::vector<const Rule*> EnabledRules(const RunInfo& run);

}  // namespace weir

#endif  // WEIR_REPORT_WRITER_IMPL_H_
