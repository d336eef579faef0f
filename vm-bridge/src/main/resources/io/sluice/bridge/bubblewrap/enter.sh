# Inside of the sandbox, before the command. $1: where it starts; $2: its program; then what becomes the command.
# 2 is heard by the runner, 3 to 5 are the command's standard streams, 6 brings the word to go.
refuse() {
  printf 'refused %s %s\n' "$1" "$2" >&2
  exit 1
}
usable() { [ -f "$1" ] && [ -x "$1" ]; }
# As a shell would look it up. In a shell of its own: its variables are not to reach the command.
look() (
  unusable=
  case $1 in
    */*)
      [ -e "$1" ] || refuse PROGRAM_NOT_FOUND "$1: no such file or directory"
      unusable=$1
      ;;
    *)
      rest=$PATH:
      while [ -n "$rest" ]; do
        place=${rest%%:*}
        rest=${rest#*:}
        usable "${place:-.}/$1" && exit 0
        [ -z "$unusable" ] && [ -f "${place:-.}/$1" ] && unusable=${place:-.}/$1
      done
      [ -n "$unusable" ] || refuse PROGRAM_NOT_FOUND "$1: command not found"
      ;;
  esac
  [ -d "$unusable" ] && refuse PROGRAM_NOT_EXECUTABLE "$1: is a directory"
  usable "$unusable" || refuse PROGRAM_NOT_EXECUTABLE "$1: permission denied"
)
if [ -n "$1" ]; then
  case $1 in
    /*) cd "$1" 2>/dev/null ;;
    *) cd "./$1" 2>/dev/null ;;
  esac || {
    [ -d "$1" ] && refuse WORKING_DIRECTORY_UNUSABLE "$1: permission denied"
    refuse WORKING_DIRECTORY_UNUSABLE "$1: no such directory"
  }
fi
look "$2" || exit 1
shift 2
unset PWD OLDPWD
printf 'ready\n' >&2
# Nobody says it when the runner died.
read -r sluice_word <&6 || exit 1
unset sluice_word
exec "$@" <&3 >&4 2>&5 3<&- 4>&- 5>&- 6<&-
