# One vtp at a time builds and trains. Read by vtp where something is to be made.
#
# The lock is a folder of numbered links, of which the last counts: its text names the processes that have the turn,
# each as "number:birth", or is "free". A link is made once, so that of many who see that the turn is over, by the word
# "free" or since its owners died, one alone gets the next.

# Sets birth to what tells process $1 from a later one of the same number; false if there is no such process.
find_birth() {
  if [ -r /proc/self/stat ]; then
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    # Behind the name: the state, and as 20th field the time of birth.
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    [ "$1" != Z ] && birth=${20}
  else
    birth=$(LC_ALL=C TZ=UTC0 ps -o lstart= -p "$1" 2>/dev/null | tr -s ' ' _) && [ -n "$birth" ]
  fi
}

# Whether one of the processes lives. Of one that the system hides from us, kill says whether it is there.
alive() {
  for process in $1; do
    if find_birth "${process%%:*}"; then
      [ "$birth" != "${process#*:}" ] || return 0
    else
      case $(LC_ALL=C kill -0 "${process%%:*}" 2>&1) in *ermitted*) return 0 ;; esac
    fi
  done
  return 1
}

# Sets turn and owner to the number and the text of the last link.
read_lock() {
  turn=1000000
  owner=free
  for link in "$lock"/1??????; do
    [ -h "$link" ] || continue
    turn=${link##*/}
    owner=$(readlink "$link")
  done
}

# Gives the next turn to $1.
next_turn() {
  turn=$((turn + 1))
  ln -s "$1" "$lock/$turn" 2>/dev/null
}

# Takes the turn, if it is free. Otherwise refused is "busy", or "unwritable" if nothing can be written there.
try_lock() {
  refused=busy
  read_lock
  [ "$owner" = free ] || ! alive "$owner" || return 1
  [ ! -f "$lock" ] || rm -f "$lock"
  if ! { mkdir -p "$lock" && ln -s probe "$lock/probe.$$" && rm -f "$lock/probe.$$"; } 2>/dev/null; then
    refused=unwritable
    return 1
  fi
  find_birth $$
  we=$$:$birth
  next_turn "$we" || return 1
  ours=$turn
  read_lock
  if [ "$turn" != "$ours" ]; then # since we looked, others have had their turns, and have cleared up
    rm -f "$lock/$ours"
    return 1
  fi
  locked=yes
  child=
  trap unlock EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  rm -rf "$work"
  mkdir "$work" || fail "cannot make $work"
}

wait_for_lock() {
  try_lock && return
  [ "$refused" = busy ] || return 1
  say "waiting for another vtp to finish its build (if there is none, remove $lock)"
  until try_lock; do
    [ "$refused" = busy ] || return 1
    sleep 1
  done
}

# Ends our turn. A child that is still at work is told to stop, and has the turn until it has.
unlock() {
  trap - EXIT HUP INT TERM
  locked=
  if [ -n "$child" ]; then
    kill "$child" 2>/dev/null
    return
  fi
  rm -rf "$work"
  next_turn free
  for link in "$lock"/1??????; do
    [ "${link##*/}" -ge "$turn" ] || rm -f "$link"
  done
}

# Runs a command that has the turn together with us: whoever stops us, the next turn begins when it has ended as well.
in_turn() {
  "$@" </dev/null &
  child=$!
  if find_birth "$child"; then next_turn "$we $child:$birth"; fi
  wait "$child"
  status=$?
  child=
  return $status
}
