// IsSameState: is a file still what it was? Then its name, its size and its time of change say so.
//
//   if (fstatat(folder, name, &now, AT_SYMLINK_NOFOLLOW) != 0 || !IsSameState(now, info)) ...   // changed meanwhile
#ifndef WEIR_OS_FILE_STATE_H_
#define WEIR_OS_FILE_STATE_H_

#include <sys/stat.h>

namespace weir {

inline bool IsSameState(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace weir

#endif  // WEIR_OS_FILE_STATE_H_
