#!/bin/sh
# Prints the peak memory of "vtp encode" of one picture, and of "vtp extract" of lists that repeat it.
#
#   bench/memory/memory.sh [OPTION…]
#
# Options are for both commands: -m base, --size 64. COUNTS sets how long the lists are, "1000 100000" if it is not set.
# An extraction should take at most 100 MB more than encoding, however many pictures it has. It needs Linux, for /proc.
set -eu

here=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)
picture=$here/testdata/nano/pictures/landscape.png
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP

# Runs "$@" and prints the most memory that it has had, in MB, as it was last seen.
peak() {
  "$@" >"$scratch/log" 2>&1 &
  pid=$!
  kilobytes=0
  while seen=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null) && [ -n "$seen" ]; do
    kilobytes=$seen
    sleep 0.05
  done
  wait "$pid" || {
    cat "$scratch/log" >&2
    exit 1
  }
  echo $((kilobytes / 1024)) MB
}

echo "encode            $(peak "$here/vtp" encode "$picture" -o "$scratch/latents.safetensors" "$@")"
for count in ${COUNTS:-1000 100000}; do
  yes "$picture" | head -n "$count" >"$scratch/list.tsv"
  rm -rf "$scratch/out"
  printf 'extract %9d %s\n' "$count" "$(peak "$here/vtp" extract "$scratch/list.tsv" -o "$scratch/out" "$@")"
done
