// Runs programs in turn, round after round, and prints what each run cost.
//
//   bench_spawn_timer [--rounds N] [--stdin FILE | --pipe FILE [--repeat K]] -- PROG ARGS... [--
//   PROG ARGS...]...
//
// Small and static on purpose: the cost of starting a program, and its peak memory as the kernel
// tells it (which includes what the starter held), do not depend on an interpreter. `--stdin` gives
// the file itself,
// `--pipe` a pipe into which another process writes the file K times. Standard output goes to
// /dev/null. Prints one JSON line a program: the exit status and, a run each, wall, user and system
// microseconds and peak memory in KiB.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

extern char** environ;

namespace {

constexpr size_t kPipeStep = 64 * 1024;
char step[kPipeStep];

struct Run {
  long wall, user, system, memory;
};

struct Program {
  char** argv;
  int exit_status = -1;
  std::vector<Run> runs;
};

struct Input {
  const char* file = "/dev/null";
  bool pipe = false;
  long repeat = 1;
};

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "bench_spawn_timer: %s: %s\n", what, std::strerror(errno));
  std::exit(2);
}

long Microseconds(const timeval& t) { return t.tv_sec * 1000000 + t.tv_usec; }

long Now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

// Never returns: the process that fills the pipe.
[[noreturn]] void Feed(const Input& input, int to) {
  for (long i = 0; i < input.repeat; ++i) {
    const int fd = open(input.file, O_RDONLY);
    if (fd < 0) _exit(1);
    for (ssize_t n; (n = read(fd, step, kPipeStep)) > 0;) {
      for (ssize_t done = 0; done < n;) {
        const ssize_t w = write(to, step + done, static_cast<size_t>(n - done));
        if (w < 0) _exit(1);
        done += w;
      }
    }
    close(fd);
  }
  _exit(0);
}

void RunOnce(const Input& input, Program* program) {
  int in = -1;
  pid_t feeder = -1;
  if (input.pipe) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) Die("pipe");
    feeder = fork();
    if (feeder < 0) Die("fork");
    if (feeder == 0) {
      close(ends[0]);
      Feed(input, ends[1]);
    }
    close(ends[1]);
    in = ends[0];
  } else {
    in = open(input.file, O_RDONLY | O_CLOEXEC);
    if (in < 0) Die(input.file);
  }
  posix_spawn_file_actions_t actions;
  if (posix_spawn_file_actions_init(&actions) != 0 ||
      posix_spawn_file_actions_adddup2(&actions, in, 0) != 0 ||
      posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0) != 0) {
    Die("prepare");
  }
  pid_t child = -1;
  const long begin = Now();
  if (posix_spawn(&child, program->argv[0], &actions, nullptr, program->argv, environ) != 0) {
    Die(program->argv[0]);
  }
  int status = 0;
  rusage usage;
  if (wait4(child, &status, 0, &usage) != child) Die("wait");
  const long wall = Now() - begin;
  close(in);
  posix_spawn_file_actions_destroy(&actions);
  if (feeder >= 0 && waitpid(feeder, nullptr, 0) != feeder) Die("wait for the feeder");
  program->exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  program->runs.push_back(
      {wall, Microseconds(usage.ru_utime), Microseconds(usage.ru_stime), usage.ru_maxrss});
}

}  // namespace

int main(int argc, char** argv) {
  long rounds = 1;
  Input input;
  int i = 1;
  for (; i + 1 < argc && std::strcmp(argv[i], "--") != 0; i += 2) {
    if (std::strcmp(argv[i], "--rounds") == 0) {
      rounds = std::atol(argv[i + 1]);
    } else if (std::strcmp(argv[i], "--repeat") == 0) {
      input.repeat = std::atol(argv[i + 1]);
    } else if (std::strcmp(argv[i], "--stdin") == 0 || std::strcmp(argv[i], "--pipe") == 0) {
      input.pipe = argv[i][2] == 'p';
      input.file = argv[i + 1];
    } else {
      std::fprintf(stderr, "bench_spawn_timer: unknown flag %s\n", argv[i]);
      return 2;
    }
  }
  std::vector<Program> programs;
  for (; i < argc; ++i) {
    if (std::strcmp(argv[i], "--") != 0) continue;
    argv[i] = nullptr;  // ends the arguments of the program before
    if (i + 1 < argc) programs.push_back({argv + i + 1, -1, {}});
  }
  for (long round = 0; round < rounds; ++round) {
    for (Program& program : programs) RunOnce(input, &program);
  }
  for (const Program& program : programs) {
    std::printf("{\"exit\": %d, \"runs\": [", program.exit_status);
    for (size_t r = 0; r < program.runs.size(); ++r) {
      const Run& run = program.runs[r];
      std::printf("%s[%ld, %ld, %ld, %ld]", r == 0 ? "" : ", ", run.wall, run.user, run.system,
                  run.memory);
    }
    std::printf("]}\n");
  }
  return 0;
}
