#!/bin/sh
# Writes the users of CashierQ's Redis to standard output, as the file that redis.conf's "aclfile" names.
#
#   CASHIERQ_REDIS_PASSWORD=… CASHIERQ_REDIS_ADMIN_PASSWORD=… sh users.sh > /etc/redis/cashierq-users.acl
#
# "cashierq" is the relays and the bridges: its own keys and channels, the commands it really sends (those in its scripts
# are checked too), and nothing that lists, forgets or changes anything else. "admin" is for people. Everybody else is out.
set -eu
: "${CASHIERQ_REDIS_PASSWORD:?}" "${CASHIERQ_REDIS_ADMIN_PASSWORD:?}"

digest() { printf '%s' "$1" | sha256sum | cut -d ' ' -f 1; }

# Connections: greeting, names, the look at the server's version and dangers, a sentinel's master, a cluster's map.
connect='+ping +select +info +role +client|setname +cluster|slots +asking'
scripts='+eval +evalsha +script|load +time'
bell='+publish +subscribe +unsubscribe'
keys='+exists +get +set +del +pexpire +pexpireat +hget +hset +hsetnx +hmget +hgetall +hdel +hvals'
sorted='+zadd +zcard +zscore +zrangebyscore +zrem +zremrangebyscore'
streams='+xadd +xrange +xrevrange +xtrim +xinfo|stream'

printf 'user default off nopass -@all\n'
printf 'user cashierq on #%s resetkeys ~cashierq:* resetchannels &cashierq:* -@all %s %s %s %s %s %s\n' \
  "$(digest "$CASHIERQ_REDIS_PASSWORD")" "$connect" "$scripts" "$bell" "$keys" "$sorted" "$streams"
printf 'user admin on #%s ~* &* +@all\n' "$(digest "$CASHIERQ_REDIS_ADMIN_PASSWORD")"
