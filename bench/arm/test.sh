#!/bin/sh
# Runs the tests of the kernels and "vtp verify" on emulated 64-bit ARM CPUs, some five minutes for each.
#
#   bench/arm/test.sh FOLDER [CPU…]
#
# FOLDER keeps the emulator; see emulator.sh. CPU is a name that qemu has for one: by default neoverse-n1, whose vectors
# have 128 bits, neoverse-v1, which has the Scalable Vector Extension with 256, and "max,sve128=on", which has it with
# 128. The project must be built: ./vtp --version does it.
set -eu

here=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)
[ $# -gt 0 ] || { echo 'usage: bench/arm/test.sh FOLDER [CPU…]' >&2 && exit 2; }
. "$here/bench/arm/emulator.sh"

cd "$here"
for cpu in "$@"; do
  echo "$cpu:"
  export ARM_CPU="$cpu"
  # Without those tests that start JVMs of their own, which qemu cannot, unless it is the system's for ARM programs.
  nice -n 10 ./mvnw -B -q -Dquick -pl kernels test \
    -Djvm="$java" -Dnarrow.vectors.phase=none -Dtest='!KernelsProviderTest'
  echo 'the tests of the kernels pass'
  nice -n 10 "$java" @cli/jvm.options -XX:+UseSerialGC --add-modules=jdk.incubator.vector -cp cli/target/vtp.jar \
    vtp.cli.Main verify -m testdata/nano testdata/goldens/nano/landscape/golden.safetensors | tail -n 1
done
