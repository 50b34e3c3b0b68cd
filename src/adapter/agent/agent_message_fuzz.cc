// Messages of hooks and settings files: any bytes. What is read is read alike by the other readers, what is changed
// can be read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "adapter/agent/agent_hook.h"
#include "adapter/agent/jsonc_edit.h"
#include "adapter/agent/mentions.h"
#include "adapter/agent/message_index.h"
#include "adapter/agent/shell_text.h"
#include "adapter/agent/withhold.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  weir::MessageIndex index;
  const bool is_json = index.Read(text);
  std::string out;
  if (is_json) {
    // A withheld message keeps its shape, and a JSON object is a settings file.
    if (!weir::Withhold(text, "", "x", &out)) std::abort();
    weir::MessageIndex again;
    if (!again.Read(out)) std::abort();
  }
  (void)weir::ReadAsShell(text, &out);
  (void)weir::MentionedFiles(text);
  for (const weir::ClientRecord& client : weir::AllClients()) {
    const weir::AgentAnswer answer =
        weir::AnswerUnseen(text, client, "", size % 2 == 0 ? weir::OnError::kBlock : weir::OnError::kAllow, "x");
    if (!answer.out.empty() && !weir::MessageIndex().Read(answer.out)) std::abort();
  }
  absl::StatusOr<weir::JsoncEdit> edit = weir::JsoncEdit::Parse(std::string(text));
  if (!edit.ok() || edit->root().kind != weir::JsoncNode::Kind::kObject) return 0;
  if (!edit->Insert(edit->root(), "k", "{\n  \"a\": []\n}").ok()) std::abort();
  if (edit->root().children.back().key != "k") std::abort();
  while (!edit->root().children.empty()) {
    if (!edit->Remove(edit->root(), edit->root().children.size() / 2).ok()) std::abort();
  }
  return 0;
}
