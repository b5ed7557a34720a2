#!/bin/sh
# Checks the machine code that C2 makes of the tile's loop on emulated 64-bit ARM CPUs, some seconds for each: that
# nothing stands in it but loads and arithmetic. No fence, no sum on the stack, no vector on the heap, no call.
#
#   bench/arm/tile.sh FOLDER [CPU…]
#
# FOLDER and CPU are as test.sh has them. The project must be built: ./vtp --version does it. With HEX=FILE the bytes of
# the code are left in that file, for a disassembler.
set -eu

here=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)
[ $# -gt 0 ] || { echo 'usage: bench/arm/tile.sh FOLDER [CPU…]' >&2 && exit 2; }
. "$here/bench/arm/emulator.sh"

cd "$here"
host=${JAVA_HOME:+$JAVA_HOME/bin/}java
for cpu in "$@"; do
  printf '%s: ' "$cpu"
  export ARM_CPU="$cpu"
  nice -n 10 "$java" @cli/jvm.options -XX:+UseSerialGC --add-modules=jdk.incubator.vector \
    -XX:CompileCommand=print,vtp.kernels.FlatTile::rows3x6Loop -cp cli/target/vtp.jar \
    vtp.cli.Main encode testdata/nano/pictures/landscape.png -m testdata/nano -o "$folder/latents.npy" \
    >"${HEX:-$folder/code.txt}"
  "$host" bench/arm/TileCode.java "${HEX:-$folder/code.txt}"
done
