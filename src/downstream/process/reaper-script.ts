/**
 * POSIX sh, for dash, bash 3 and busybox. Its argument is the mark in the environment of all that is ours. Reads `+ PID` and `- PID` lines, each a process that leads a group.
 * At the end of input: notes all descendants (on Linux also those whose parent has gone, by the mark), gives them a moment to heed the end of their own stdin,
 * then TERM, then KILL, within three seconds in all. A number is signalled only while its start time is the one that was noted.
 */
export const REAPER_SCRIPT = `
trap '' HUP INT TERM
set -f
mark=$1 list= tree= marked=

start_of() {
  start=
  if [ -r "/proc/$1/stat" ]; then
    read -r line < "/proc/$1/stat" || return
    set -- \${line##*) }
    [ "$1" = Z ] || start=\${20}
  elif [ ! -d /proc/self ]; then
    start=$(ps -o lstart= -p "$1" 2>/dev/null | tr -d ' ')
  fi
}

children_of() {
  if [ -d /proc/self/task ]; then (set +f; cat /proc/"$1"/task/*/children 2>/dev/null)
  else pgrep -P "$1" 2>/dev/null; fi
}

note_tree() {
  for child in $(children_of "$1"); do
    start_of "$child"
    tree="$tree $child:$start"
    note_tree "$child"
  done
}

# Whose child it was is forgotten once the parent has ended; the environment that it inherited stays.
note_marked() {
  marked=
  [ -d /proc/self ] || return 0
  for file in $(set +f; grep -lsF "$mark" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${file#/proc/}
    pid=\${pid%/environ}
    start_of "$pid"
    marked="$marked $pid:$start"
  done
}

# A group outlives its leader and keeps its number; only a leader that started later makes it another group.
is_same_group() {
  start_of "\${1%%:*}"
  [ -z "$start" ] || [ "$start" = "\${1#*:}" ]
}

is_same_process() {
  start_of "\${1%%:*}"
  [ -n "$start" ] && [ "$start" = "\${1#*:}" ]
}

signal() {
  sent=
  for entry in $list; do
    is_same_group "$entry" && kill -s "$1" -- "-\${entry%%:*}" 2>/dev/null && sent=1
  done
  for entry in $tree $marked; do
    is_same_process "$entry" && kill -s "$1" "\${entry%%:*}" 2>/dev/null && sent=1
  done
  [ -n "$sent" ]
}

wait_for_end() {
  tenths=$1
  while signal 0; do
    [ "$tenths" -gt 0 ] || return
    tenths=$((tenths - 1))
    sleep 0.1
  done
  exit 0
}

while read -r what pid; do
  case $what in
    +) start_of "$pid"; list="$list $pid:$start" ;;
    -) kept=
       for entry in $list; do [ "\${entry%%:*}" = "$pid" ] || kept="$kept $entry"; done
       list=$kept ;;
  esac
done

# A server that heeds the end of its stdin leaves no trace of whose its children were: it is held meanwhile.
for entry in $list; do kill -s STOP "\${entry%%:*}" 2>/dev/null; done
for entry in $list; do note_tree "\${entry%%:*}"; done
for entry in $list; do kill -s CONT "\${entry%%:*}" 2>/dev/null; done
note_marked
wait_for_end 15
note_marked
signal TERM
wait_for_end 8
note_marked
signal KILL
`;
