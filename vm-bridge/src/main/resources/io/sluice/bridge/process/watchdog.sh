# $1: what the environment of every process to end holds; $2: the control group around them, or empty;
# then the other control groups of it, to be removed.
trap '' HUP INT TERM
# Nobody writes; the end comes with the death of whoever holds the other end.
read -r _
freeze() {
  printf %s "$1" > "$2/freezer.state"
  for inner in "$2"/*/; do
    [ -d "$inner" ] && printf %s "$1" > "$inner/freezer.state"
  done
}
round=0
quiet=0
while [ "$quiet" -lt 3 ] && [ "$round" -lt 600 ]; do
  round=$((round + 1))
  quiet=$((quiet + 1))
  if [ -n "$2" ] && [ -e "$2/cgroup.kill" ]; then
    printf 1 > "$2/cgroup.kill"
  elif [ -n "$2" ] && [ -e "$2/freezer.state" ]; then
    freeze FROZEN "$2"
    for pid in $(cat "$2/cgroup.procs" "$2"/*/cgroup.procs); do
      kill -KILL "$pid" && quiet=0
    done
    freeze THAWED "$2"
  fi
  for file in $(grep -lsF -e "$1" /proc/[0-9]*/environ); do
    pid=${file#/proc/}
    kill -KILL "${pid%/environ}" && quiet=0
  done
  sleep 0.1
done
[ -n "$2" ] && [ -d "$2" ] && rmdir "$2"/*/*/ "$2"/*/ "$2"
shift 2
for left in "$@"; do
  rmdir "$left"/*/ "$left"
done
exit 0
