# Finds the JDK. Read by vtp; sets jdk, and searched if it had to look.

# Sets version to the release (25, say) of the JDK in folder $1; false if there is none.
read_version() {
  version=
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r key value; do
    [ "$key" = JAVA_VERSION ] || continue
    value=${value#\"}
    version=${value%%[!0-9]*}
  done <"$1/release"
  [ -n "$version" ]
}

# Sets jdk to the first of the given folders that holds a JDK new enough; newest_old is the best of the others.
pick() {
  for folder in "$@"; do
    read_version "$folder" || continue
    if [ "$version" -ge "$java_release" ]; then
      jdk=$folder
      return 0
    fi
    [ "$version" -le "${newest_old:-0}" ] || newest_old=$version
  done
  return 1
}

# Sets on_path to the folder of the JDK whose java is on the PATH: through links, or, of a shim, as java tells it.
find_on_path() {
  java=$(command -v java) || return 1
  while [ -h "$java" ]; do
    target=$(readlink "$java")
    case $target in
      /*) java=$target ;;
      *) java=${java%/*}/$target ;;
    esac
  done
  on_path=${java%/bin/java}
  [ -r "$on_path/release" ] && return 0
  # macOS has a /usr/bin/java that opens a window if there is no JDK; its java_home, below, knows all of them.
  [ -x /usr/libexec/java_home ] && return 1
  on_path=$("$java" -XshowSettings:properties -version 2>&1 </dev/null | sed -n 's/^ *java\.home = //p')
}

find_jdk() {
  [ -n "${JAVA_HOME:-}" ] && pick "$JAVA_HOME" && return
  find_on_path && pick "$on_path" && return
  pick /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* && return
  pick "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/* "${HOME:-}"/.jdks/* && return
  [ -x /usr/libexec/java_home ] && pick "$(/usr/libexec/java_home -F -v "$java_release+" 2>/dev/null)" && return
  pick /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home && return
  if [ -n "${newest_old:-}" ]; then found="found only JDK $newest_old"; else found='found none'; fi
  fail "needs a JDK of release $java_release or newer, and $found." \
    "Get one at https://adoptium.net (or: sdk install java $java_release-tem), or set JAVA_HOME to the folder of one."
}

# On a Mac with Apple's own CPU, a JDK for Intel's is translated by Rosetta, which knows no wide vectors. Said once,
# when the JDK is found.
warn_of_rosetta() {
  [ -x /usr/sbin/sysctl ] && [ "$(/usr/sbin/sysctl -n hw.optional.arm64 2>/dev/null)" = 1 ] || return 0
  while IFS='=' read -r key value; do
    [ "$key=$value" != 'OS_ARCH="x86_64"' ] ||
      say "$jdk is for Intel's CPUs, and several times slower here: get one for aarch64 at https://adoptium.net"
  done <"$jdk/release"
}
