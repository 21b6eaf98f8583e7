#!/usr/bin/env bash
# Apache httpd 2.4.68 (Debian 12): mod_deflate compresses a response that says "Cache-Control: no-transform".
#
# RFC 9111, section 5.2.2.6, lets an intermediary transform no such response, and HAProxy's compression heeds it. With
# "SetOutputFilter DEFLATE" httpd compresses it all the same, a text/event-stream of a backend among it. Only the environment
# variable no-gzip, or a list of types without the stream's (AddOutputFilterByType), leaves it alone.
set -euo pipefail
version=2.4.68-1~deb12u1
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq "apache2-bin=$version" libapr1 libaprutil1 >/dev/null
for package in *.deb; do dpkg -x "$package" .; done
cat >backend.py <<'PY'
import http.server
class Backend(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = b"data: hello\n\n" * 20
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store, no-transform")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Backend)
open("backend.port", "w").write(str(server.server_port))
server.serve_forever()
PY
python3 backend.py & pids+=($!)
for _ in $(seq 100); do [ -s backend.port ] && break; sleep 0.1; done
front=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
{
    for module in mpm_event authz_core filter deflate setenvif proxy proxy_http; do
        echo "LoadModule ${module}_module usr/lib/apache2/modules/mod_$module.so"
    done
    cat <<CONF
ServerRoot "$folder"
ServerName localhost
Listen 127.0.0.1:$front
PidFile httpd.pid
ErrorLog error.log
DefaultRuntimeDir .
User nobody
Group nogroup
SetOutputFilter DEFLATE
SetEnvIf Request_URI "^/exempt" no-gzip
ProxyPass "/" "http://127.0.0.1:$(cat backend.port)/"
CONF
} >httpd.conf
LD_LIBRARY_PATH=usr/lib/$(uname -m)-linux-gnu usr/sbin/apache2 -D FOREGROUND -d "$folder" -f "$folder/httpd.conf" & pids+=($!)
for _ in $(seq 100); do curl -so /dev/null "http://127.0.0.1:$front/" && break; sleep 0.1; done
encoding() { curl -s -D - -o /dev/null -H 'Accept-Encoding: gzip' "http://127.0.0.1:$front$1" | tr -d '\r' | sed -n 's/^[Cc]ontent-[Ee]ncoding: //p'; }
seen="no-transform: $(encoding /)
no-gzip: $(encoding /exempt)"
expected='no-transform: gzip
no-gzip: '
echo "$seen"
[ "$seen" = "$expected" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
