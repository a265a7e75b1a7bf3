#!/bin/sh
# After a restore: begins a new life of each store's log, before any relay or bridge is let in. What a client remembers of
# the time that the backup does not have is worth nothing then, and it is told so, instead of being sent other presses
# under numbers that it knows.
#
#   REDISCLI_AUTH=… sh new-epochs.sh         once on each node of a cluster
set -eu
cli=${REDIS_CLI:-redis-cli --user admin}

# As RENEW in relay/log/redis-scripts.ts: the snapshot came back with the log and stays good.
renew='
local old = redis.call("HGET", KEYS[1], "epoch")
if not old then return 0 end
redis.call("HSET", KEYS[1], "epoch", ARGV[1])
if redis.call("HGET", KEYS[2], "epoch") == old then redis.call("HSET", KEYS[2], "epoch", ARGV[1]) end
return 1'

$cli --scan --pattern 'cashierq:{*}:meta' | while read -r meta; do
  epoch=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  $cli eval "$renew" 2 "$meta" "${meta%meta}snapshot" "$epoch" >/dev/null
  echo "$meta $epoch"
done
