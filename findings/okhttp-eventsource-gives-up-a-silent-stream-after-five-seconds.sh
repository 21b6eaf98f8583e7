#!/usr/bin/env bash
# okhttp-eventsource 4.1.1: a stream that is silent for 5 s is given up, although the documentation of readTimeout says 5 minutes.
#
# HttpConnectStrategy.DEFAULT_READ_TIMEOUT_MILLIS is 5000. A server that sends a heartbeat every 15 s, as many do, has its connections
# opened again every few seconds. Whoever uses the library sets readTimeout to more than the longest silence.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.launchdarkly</groupId><artifactId>okhttp-eventsource</artifactId><version>4.1.1</version></dependency>
  </dependencies>
</project>
POM
cat >"$folder/Main.java" <<'JAVA'
import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.StreamException;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

public class Main {
    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            write(exchange.getResponseBody(), "data: first\n\n");
            sleep(8);
            write(exchange.getResponseBody(), "data: second\n\n");
            sleep(60);
        });
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        System.out.println("by default: " + second(ConnectStrategy.http(uri)));
        System.out.println("with readTimeout 60 s: " + second(ConnectStrategy.http(uri).readTimeout(60, TimeUnit.SECONDS)));
        System.exit(0);
    }

    private static String second(ConnectStrategy connecting) {
        try (EventSource source = new EventSource.Builder(connecting).build()) {
            source.readMessage();
            return source.readMessage().getData();
        } catch (StreamException e) {
            return e.getCause().getClass().getSimpleName();
        }
    }

    private static void write(java.io.OutputStream out, String text) throws java.io.IOException {
        out.write(text.getBytes());
        out.flush();
    }

    private static void sleep(int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
JAVA
cd "$folder"
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath >/dev/null
seen=$(java -cp "$(cat classpath)" Main.java)
echo "$seen"
expected='by default: SocketTimeoutException
with readTimeout 60 s: second'
[ "$seen" = "$expected" ] || { echo "it behaves otherwise now"; exit 1; }
