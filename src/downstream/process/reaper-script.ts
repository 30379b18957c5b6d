/**
 * POSIX sh, for dash, bash 3 and busybox. Reads `+ PID` and `- PID` lines, each a process that leads a group.
 * At the end of input: notes all descendants, gives them a moment to heed the end of their own stdin,
 * then TERM, then KILL, within three seconds in all. A number is signalled only while its start time is the one that was noted.
 */
export const REAPER_SCRIPT = `
trap '' HUP INT TERM
set -f
list= tree=

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
  for entry in $tree; do
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
wait_for_end 15
signal TERM
wait_for_end 8
signal KILL
`;
