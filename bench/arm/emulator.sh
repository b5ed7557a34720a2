# Sets java to a JVM for 64-bit ARM that runs here: OpenJDK's from Debian, in qemu's user mode emulator. Read by the
# scripts beside it, whose arguments are FOLDER [CPU…]; it leaves the CPUs. In the folder all is kept, 130 MB fetched
# once and 400 MB unpacked. It needs Debian, on x86, with apt-get and dpkg; root it does not need. The variable ARM_CPU
# says which CPU is emulated.

mkdir -p "$1"
folder=$(CDPATH='' cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- neoverse-n1 neoverse-v1 max,sve128=on

java=$folder/jdk/bin/java

# apt-get for one architecture, with lists of its own.
apt_for() {
  arch=$1
  lists=$folder/apt/$arch
  shift
  mkdir -p "$lists/state/lists/partial" "$lists/cache/archives/partial"
  : >"$lists/status"
  keys=/usr/share/keyrings/debian-archive-keyring.gpg
  echo "deb [signed-by=$keys] $mirror trixie main" >"$lists/sources"
  apt-get -q -o APT::Architecture="$arch" -o APT::Architectures::="$arch" -o APT::Install-Recommends=false \
    -o APT::Sandbox::User=root -o Acquire::Languages=none -o Dir::State="$lists/state" \
    -o Dir::State::status="$lists/status" -o Dir::Cache="$lists/cache" -o Dir::Etc::sourcelist="$lists/sources" \
    -o Dir::Etc::sourceparts=/nonexistent "$@"
}

fetch_emulator() {
  # The mirror that apt uses here.
  mirror=$(sed -nE 's/^(deb|URIs:)( \[[^]]*\])? +(https?:[^ ]+\/debian\/?)( .*)?$/\3/p' \
    /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1)
  [ -n "$mirror" ] || { echo 'no Debian mirror in the sources of apt' >&2 && exit 2; }
  apt_for arm64 update
  apt_for arm64 install -y --download-only openjdk-25-jre-headless
  apt_for amd64 update
  (cd "$folder" && apt_for amd64 download qemu-user)
  root=$folder/root
  mkdir -p "$root" "$folder/jdk/bin"
  for package in "$folder"/apt/arm64/cache/archives/*.deb; do dpkg -x "$package" "$root"; done
  for package in "$folder"/qemu-user_*.deb; do dpkg -x "$package" "$folder/host"; done
  ln -sfn usr/lib "$root/lib"
  find "$root" -lname '/*' | while read -r link; do ln -sfn "$root$(readlink "$link")" "$link"; done
  jdk=$root/usr/lib/jvm/java-25-openjdk-arm64
  ln -sf "$jdk/release" "$folder/jdk/release"
  printf '#!/bin/sh\nexec "%s/host/usr/bin/qemu-aarch64" -L "%s" -cpu "$ARM_CPU" "%s/bin/java" "$@"\n' \
    "$folder" "$root" "$jdk" >"$java.new"
  chmod +x "$java.new"
  mv "$java.new" "$java" # last, so that it is there if all is
}

if [ ! -x "$java" ]; then
  echo 'fetching a JDK and an emulator' >&2
  mkdir -p "$folder"
  fetch_emulator >"$folder/fetch.log" 2>&1 || { tail -n 5 "$folder/fetch.log" >&2 && exit 2; }
fi
