// The files that a prompt names as @path: clients that read them into the context ask no hook about it.
//
//   MentionedFiles("compare @src/a.c with @\"my notes.txt\", please")  ->  src/a.c, my notes.txt
//
// A mention begins at the start of the text or behind white space or an opening bracket, and ends at white space;
// punctuation at its end, and the lines it asks for (#L3-9, :3), are also tried without. What is no file is none of
// ours, so too much does no harm. Limits: kMostMentions. Threads: pure. Cost: linear.
#ifndef WEIR_ADAPTER_AGENT_MENTIONS_H_
#define WEIR_ADAPTER_AGENT_MENTIONS_H_

#include <string>
#include <string_view>
#include <vector>

namespace weir {

inline constexpr size_t kMostMentions = 32;

std::vector<std::string> MentionedFiles(std::string_view prompt);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_MENTIONS_H_
