// Signals: an interrupted run still finishes its report.
//
//   InstallSignalHandlers();
//   ... work that looks at StopFlag() now and then ...
//   if (StopSignal() != 0) ...   // 2 after Ctrl-C
//
// SIGINT, SIGTERM and SIGHUP set the flag; the second one of a kind ends the process at once. A
// signal that the parent had set to be ignored (nohup) stays ignored. SIGPIPE and SIGXFSZ are
// ignored, so that a closed pipe or a full quota is an error of write(). System calls are not
// restarted, so a read that waits returns.
#ifndef WEIR_CLI_SIGNALS_H_
#define WEIR_CLI_SIGNALS_H_

#include <atomic>

namespace weir {

void InstallSignalHandlers();
const std::atomic<bool>* StopFlag();
int StopSignal();  // 0 = none

// Waits until `fd` can be read, or is at its end. False: a signal has stopped the run. A signal that comes right before
// the wait ends it too, which a read() after a look at StopSignal() would miss.
bool WaitToRead(int fd);

}  // namespace weir

#endif  // WEIR_CLI_SIGNALS_H_
