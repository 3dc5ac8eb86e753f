#!/bin/sh
# The broker's settings, on its standard input: the password shows in no process list and lies in no file.
# `noeviction`: a broker that drops messages to make room does so silently. The site's user can neither read the
# settings, nor empty the broker, nor stop it.
set -eu
exec redis-server - <<CONF
dir /data
appendonly yes
maxmemory 256mb
maxmemory-policy noeviction
user default off
user caarisma on >${REDIS_PASSWORD} ~* &* +@all -@admin -@dangerous +info
CONF
