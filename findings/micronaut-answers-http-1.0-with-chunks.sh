#!/usr/bin/env bash
# Micronaut 4.10.26: a streamed response to an HTTP/1.0 request has the status line HTTP/1.0 and transfer-encoding: chunked.
#
# RFC 9112, section 6.1, forbids it: a client of HTTP/1.0 takes the chunk sizes for content. It happens with every body that is a Publisher; a
# body of known length has a content-length and is right. An outbound handler behind the codec has to take the header away and close the
# connection at the end.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" || true; rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.micronaut</groupId><artifactId>micronaut-inject-java</artifactId><version>4.10.26</version></dependency>
    <dependency><groupId>io.micronaut</groupId><artifactId>micronaut-http-server-netty</artifactId><version>4.10.26</version></dependency>
    <dependency><groupId>io.micronaut</groupId><artifactId>micronaut-jackson-databind</artifactId><version>4.10.26</version></dependency>
    <dependency><groupId>io.projectreactor</groupId><artifactId>reactor-core</artifactId><version>3.7.11</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
mkdir -p "$folder/src/finding" "$folder/classes"
cat >"$folder/src/finding/Main.java" <<'JAVA'
package finding;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.runtime.Micronaut;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

public class Main {
    public static void main(String[] args) {
        EmbeddedServer server = Micronaut.build(args)
                .banner(false)
                .properties(Map.of("micronaut.server.port", -1, "micronaut.server.host", "127.0.0.1"))
                .start()
                .getBean(EmbeddedServer.class);
        System.out.println(server.getPort());
    }

    @Controller("/streamed")
    public static class Streamed {
        @Get(produces = MediaType.TEXT_PLAIN)
        Publisher<String> body() {
            return Flux.just("one", "two");
        }
    }
}
JAVA
mvn -q -B -f "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
javac -parameters -cp "$folder/lib/*" -d "$folder/classes" "$folder"/src/finding/*.java
java -cp "$folder/classes:$folder/lib/*" finding.Main >"$folder/port" 2>"$folder/log" &
server=$!
for _ in $(seq 200); do [ -s "$folder/port" ] && break; sleep 0.1; done
[ -s "$folder/port" ] || { cat "$folder/log"; exit 1; }
exec 3<>"/dev/tcp/127.0.0.1/$(cat "$folder/port")"
printf 'GET /streamed HTTP/1.0\r\n\r\n' >&3
seen=$(timeout 2 cat <&3 | tr -d '\r' | grep -i '^HTTP/\|^transfer-encoding' || true)
expected='HTTP/1.0 200 OK
transfer-encoding: chunked'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
