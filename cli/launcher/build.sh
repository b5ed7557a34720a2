# Builds the jar, and makes what lets it start fast. Read by vtp where one of them is missing or old.

maven() {
  cd "$home" || exit
  JAVA_HOME=$jdk
  HOME=${HOME:-$made} # Maven keeps there what it downloads
  export JAVA_HOME HOME
  [ "$limit" = unlimited ] || export MAVEN_OPTS="-XX:+UseSerialGC -Xmx$((limit / 4))k $narrow ${MAVEN_OPTS:-}"
  exec ./mvnw -B -q -Dquick -Dmaven.test.skip=true -pl cli -am package
}

# Nothing that an earlier build left is used, since it may have been stopped half-way. The jar gets the time at which
# its build began: a source that is saved meanwhile is newer.
build() {
  say "building with $jdk (under a minute; the first time, Maven downloads what it needs)"
  rm -rf "$home"/*/target/classes "$home"/*/target/maven-status "$trained"
  [ ! -d "$jar" ] || rm -rf "$jar"
  : >"$work/began"
  if ! in_turn maven >"$log" 2>&1; then
    grep -v -e 'Help 1' -e '^.ERROR. *$' -e 're-run Maven' -e 'For more information' -e '  mvn <args>' "$log" |
      tail -n 15 >&2
    fail "the build failed; all it said is in $log"
  fi
  touch -r "$work/began" "$jar"
  built=yes
}

build_in_turn() {
  [ -f "$home/pom.xml" ] || fail "there is no $jar, and nothing to build it from"
  [ -d "$made" ] || mkdir -p "$made" 2>/dev/null || fail "nothing is built yet, and $made cannot be made"
  if wait_for_lock; then
    if stale; then build; fi
  elif [ ! -f "$jar" ] || [ ! -s "$jar" ]; then
    fail "nothing is built yet, and $made cannot be written: run vtp once as a user who may write there"
  elif stale; then
    say "running what was built before: a source is newer, but $made cannot be written"
  fi
}

# Whether all of the jar is there, as it was written: entries are held to their sums when it is read from its beginning
# to its end; that none is missing, its list of contents tells.
whole() {
  mkdir "$work/jar" && cd "$work/jar" && "$jdk/bin/jar" --extract <"$jar" &&
    [ "$(find . -type f | grep -c '')" -eq "$("$jdk/bin/jar" --list --file "$jar" | grep -c -v '/$')" ]
}

# The Vector API's classes as a jar for the boot class path; the file of its options says what for. Those options are of
# the release that was tried: a later JVM may know others, and be slow without them. If there are no classes to be had
# (a JDK may come without jimage), it is left empty.
copy_vector() {
  read_version "$jdk" && [ "$version" -eq "$java_release" ] &&
    "$jdk/bin/jimage" extract --dir "$work/vector" --include 'regex:/jdk[.]incubator[.]vector/.*' "$jdk/lib/modules" &&
    rm "$work/vector/jdk.incubator.vector/module-info.class" &&
    "$jdk/bin/jar" --create --no-compress --file "$work/vector.jar" -C "$work/vector/jdk.incubator.vector" . &&
    mv "$work/vector.jar" "$vector"
}

# The tiny model, if that is here, encodes a picture.
trial_run() {
  nano=$home/testdata/nano
  set -- --help
  [ ! -f "$nano/config.json" ] || set -- encode "$nano/pictures/landscape.png" -m "$nano" -o "$work/latents.npy"
  unset JAVA_TOOL_OPTIONS _JAVA_OPTIONS
  theirs=
  become_java -XX:AOTCacheOutput="$work/vtp.aot" -cp "$jar" vtp.cli.Main "$@"
}

# The program is run once after each build, so that the JVM keeps what it loads in an AOT cache (JEP 514). A cache that
# cannot be made is left empty, and tried again after the next build.
train() {
  rm -rf "$trained" "$aot" "$vector"
  in_turn copy_vector >/dev/null 2>&1 || : >"$vector"
  printf '%s\n' "$identity" >"$trained" # from here on the copy is used
  in_turn trial_run >/dev/null 2>&1
  [ -f "$work/vtp.aot" ] || : >"$work/vtp.aot"
  mv -f "$work/vtp.aot" "$aot"
  printf '%s\n' "$identity" >"$trained"
}

train_in_turn() {
  [ -n "$locked" ] || try_lock || return
  untrained || return
  check_jvm
  if [ -z "$built" ] && ! (whole) >/dev/null 2>&1; then
    [ -f "$home/pom.xml" ] || fail "$jar is damaged: copy it again"
    say "$jar is damaged"
    build
  fi
  train
}
