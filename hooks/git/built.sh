#!/usr/bin/env bash
# For the pre-commit framework where weir is not installed: builds weir in the framework's own clone, once for each
# version, and runs it. The first time takes minutes; afterwards it costs a bash more than weir itself.
#   hooks/git/built.sh git staged
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
weir=$root/build/release/weir
if [ ! -x "$weir" ]; then
  echo "weir: building it once, in $root; this takes some minutes" >&2
  mkdir -p "$root/build"
  # Two hooks that start together must not build together. Nothing is installed here: that is yours to do.
  if ! (flock 9
        [ -x "$weir" ] || { cd "$root" && cmake --preset release && cmake --build build/release --target weir; }
       ) 9> "$root/build/lock" > "$root/build/built.log" 2>&1; then
    tail -n 20 "$root/build/built.log" >&2
    echo "weir: the build failed. Run \"$root/dev setup\", which installs what it needs, and try again;" >&2
    echo "weir: all that was printed is in $root/build/built.log" >&2
    exit 2
  fi
fi
exec "$weir" "$@"
