package dev.stepfold.benchmarks;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Redis with its append-only file, flushed every second, and a Node server that streams what it holds. */
final class RedisStreams implements AutoCloseable {
    private final Processes processes = Processes.none();
    private final int redisPort = Processes.freePort();
    private final int webPort = Processes.freePort();
    private final Process redis;
    private final Process web;

    private RedisStreams(Peers peers) throws UnavailableException {
        this.redis = processes.start("redis", command(), Map.of());
        Map<String, String> environment = new HashMap<>(Peers.environment());
        environment.put("REDIS_URL", "redis://127.0.0.1:" + redisPort);
        environment.put("WEB_PORT", Integer.toString(webPort));
        this.web = processes.start("redis-streams", peers.node("redis-streams.mjs"), environment);
    }

    static RedisStreams start(Peers peers, Waiting waiting) throws UnavailableException, InterruptedException {
        RedisStreams streams = new RedisStreams(peers);
        try {
            waiting.until("Redis is ready", () -> streams.processes.isListening(streams.redis, streams.redisPort));
            waiting.until("its web server is ready", () -> streams.processes.isListening(streams.web, streams.webPort));
            return streams;
        } catch (InterruptedException | RuntimeException e) {
            streams.close();
            throw e;
        }
    }

    private List<String> command() throws UnavailableException {
        return List.of(
                Peers.program("redis-server").toString(),
                "--port",
                Integer.toString(redisPort),
                "--bind",
                "127.0.0.1",
                "--dir",
                processes.home().toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec");
    }

    /** Where the streams are served: {@code GET /KEY}. */
    int port() {
        return webPort;
    }

    /** Writes entries 1-1 to 1-{@code count} of that value to a stream (RESP2, the Redis protocol). */
    void fill(String key, int count, String value) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redisPort)) {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            for (int entry = 1; entry <= count; entry++) {
                List<String> words = List.of("XADD", key, "1-" + entry, "d", value);
                StringBuilder command = new StringBuilder("*" + words.size() + "\r\n");
                words.forEach(word -> command.append("$" + word.length() + "\r\n")
                        .append(word)
                        .append("\r\n"));
                out.write(command.toString().getBytes(StandardCharsets.US_ASCII));
            }
            out.flush();
            awaitAnswers(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)),
                    count);
        }
    }

    /** An answer is its length and the entry's id: two lines, the first of which begins with a dollar sign. */
    private static void awaitAnswers(BufferedReader in, int count) throws IOException {
        for (int entry = 0; entry < count; entry++) {
            String length = in.readLine();
            if (length == null || !length.startsWith("$")) {
                throw new IOException("Redis answered " + length);
            }
            in.readLine();
        }
    }

    @Override
    public void close() {
        processes.close();
    }
}
