#!/bin/sh
# The broker's settings, on its standard input: the password shows in no process list and lies in no file.
# `noeviction`: a broker that drops messages to make room does so silently. The site's user can neither read the
# settings, nor empty the broker, nor stop it. `port 0`: by TLS alone.
set -eu
exec redis-server - <<CONF
dir /data
port 0
tls-port 6379
tls-cert-file /etc/caarisma/redis-certificate/redis.pem
tls-key-file /etc/caarisma/redis-key/redis.pem
tls-auth-clients no
appendonly yes
maxmemory 256mb
maxmemory-policy noeviction
user default off
user caarisma on >${REDIS_PASSWORD} ~* &* +@all -@admin -@dangerous +info
CONF
