# Runs the JVM where the address space is limited. Read by vtp there.

# A JVM that gets no more memory for itself, at its start or later, ends with 1 or an abort and says so in many lines,
# on standard output too. So it stays our child and is told to be silent, and the program, asked for another code where
# it means 1, can be told from it. A child in the background is deaf to Ctrl-C, and is told to end in another way.
run_limited() {
  stopped=
  exec 3<&0 # the shell gives a child in the background an empty input
  (become_java -Xlog:disable -XX:+SuppressFatalErrorMessage -XX:-CreateCoredumpOnCrash \
    -Dvtp.inputs.failed.code=65 "$@") <&3 3<&- &
  child=$!
  trap 'stopped=130; kill -s TERM "$child" 2>/dev/null' INT
  trap 'stopped=143; kill -s TERM "$child" 2>/dev/null' TERM
  trap 'stopped=129; kill -s TERM "$child" 2>/dev/null' HUP
  wait "$child"
  code=$?
  while [ -n "$stopped" ] && kill -s 0 "$child" 2>/dev/null; do wait "$child"; done
  [ -z "$stopped" ] || exit "$stopped"
  case $code in
    65) exit 1 ;;
    1 | 134) fail "the JVM got no more memory: ulimit -v allows $limit kB; raise it, or use fewer --threads" ;;
    *) exit "$code" ;;
  esac
}
