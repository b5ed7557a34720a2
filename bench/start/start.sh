#!/bin/sh
# Prints how long ./vtp takes to start: medians in milliseconds, of programs that take turns.
#
#   bench/start/start.sh [VTP…]
#
# VTP is a launcher, ./vtp if none is given; give two checkouts to compare them. Of each it times "launcher", the
# launcher's own share up to the point where the JVM would start (a JDK whose java does nothing takes that one's place),
# and "--version" and "encode", which are whole runs. RUNS sets how often, 21 times if it is not set. It needs GNU date,
# for its %N.
set -eu

runs=${RUNS:-21}
here=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)
[ $# -gt 0 ] || set -- "$here/vtp"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP

# A copy of the launcher and of what it reads, with a JDK of no weight.
mkdir -p "$scratch/jdk/bin"
printf '#!/bin/sh\n' >"$scratch/jdk/bin/java"
cp "$scratch/jdk/bin/java" "$scratch/jdk/bin/javac"
cp "$scratch/jdk/bin/java" "$scratch/jdk/bin/jar"
chmod +x "$scratch"/jdk/bin/*
printf 'JAVA_VERSION="25"\n' >"$scratch/jdk/release"

# Runs "$@" and adds the milliseconds that it took to file $times.
timed() {
  start=$(date +%s%N)
  "$@" >"$scratch/out" 2>&1 </dev/null || {
    cat "$scratch/out" >&2
    exit 1
  }
  end=$(date +%s%N)
  echo $(((end - start) / 10000)) >>"$times"
}

median() { sort -n "$1" | sed -n "$(((runs + 1) / 2))p" | sed 's/\(..\)$/.\1/'; }

number=0
for vtp in "$@"; do # each is built, trained, and in the file cache
  number=$((number + 1))
  copy=$scratch/$number
  mkdir -p "$copy/cli/target"
  "$vtp" --version >/dev/null
  folder=$(CDPATH='' cd "$(dirname "$vtp")" && pwd)
  cp "$vtp" "$copy/vtp"
  cp -r "$folder"/cli/*.options "$copy/cli"
  [ ! -d "$folder/cli/launcher" ] || cp -r "$folder/cli/launcher" "$copy/cli"
  for module in "$folder"/*/pom.xml; do
    module=${module%/pom.xml}
    mkdir -p "$copy/${module##*/}"
    cp "$module/pom.xml" "$copy/${module##*/}"
    if [ -d "$module/src/main" ]; then
      mkdir -p "$copy/${module##*/}/src"
      cp -r "$module/src/main" "$copy/${module##*/}/src"
    fi
  done
  cp "$folder/pom.xml" "$copy"
  sleep 0.01
  echo jar >"$copy/cli/target/vtp.jar"
  JAVA_HOME=$scratch/jdk "$copy/vtp" >/dev/null 2>&1
done

picture=$here/testdata/nano/pictures/landscape.png
run=0
while [ "$run" -lt "$runs" ]; do
  number=0
  for vtp in "$@"; do
    number=$((number + 1))
    times=$scratch/$number.launcher
    JAVA_HOME=$scratch/jdk timed "$scratch/$number/vtp"
    times=$scratch/$number.version
    timed "$vtp" --version
    times=$scratch/$number.encode
    timed "$vtp" encode "$picture" -o "$scratch/latents.npy"
  done
  run=$((run + 1))
done

number=0
for vtp in "$@"; do
  number=$((number + 1))
  printf '%s: launcher %s, --version %s, encode %s ms\n' "$vtp" "$(median "$scratch/$number.launcher")" \
    "$(median "$scratch/$number.version")" "$(median "$scratch/$number.encode")"
done
