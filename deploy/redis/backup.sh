#!/bin/sh
# Copies the log of a running Redis, consistent and checked, into a new folder.
#
#   REDISCLI_AUTH=… sh backup.sh /var/lib/redis /backup/cashierq-2026-11-21
#
# The first path is Redis's own folder ("dir"), on this machine; redis-cli is called with what is in REDIS_CLI (default
# "redis-cli --user admin"). A rewrite of the file would take files away under the copy: for that time there is none. What
# is appended while it copies is in it or not, but never half: a torn end is cut off when it is read.
set -eu
from=$1
to=$2
cli=${REDIS_CLI:-redis-cli --user admin}

[ ! -e "$to" ] || { echo "backup: $to is there already" >&2; exit 1; }
percentage=$($cli config get auto-aof-rewrite-percentage | tail -n 1)
restore() { $cli config set auto-aof-rewrite-percentage "$percentage" >/dev/null; }
trap restore EXIT
$cli config set auto-aof-rewrite-percentage 0 >/dev/null
while $cli info persistence | grep -q -e aof_rewrite_in_progress:1 -e aof_rewrite_scheduled:1; do sleep 1; done

mkdir -p "$to"
if [ -d "$from/appendonlydir" ]; then
  cp -a "$from/appendonlydir" "$to/"
  file=$to/appendonlydir/appendonly.aof.manifest
else
  # Redis 6.2 has one file.
  cp -a "$from/appendonly.aof" "$to/"
  file=$to/appendonly.aof
fi
# Says "y" to cutting off the torn end, in the copy alone.
echo y | redis-check-aof --fix "$file" >/dev/null
redis-check-aof "$file" >/dev/null
echo "backup: $to is good"
