package dev.stepfold.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One gateway process, observed from outside.
 *
 * @param port where it listens, on loopback
 */
record Gateway(Process process, int port) {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final Pattern HEAP = Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\"[^}]*} ([0-9.E]+)$");
    private static final Pattern STREAMS = Pattern.compile("(?m)^stepfold_gateway_streams(?:\\{[^}]*})? ([0-9.E]+)$");

    /** Whether it reports that it is healthy. */
    boolean isHealthy() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the gateway has ended with exit code " + process.exitValue());
        }
        try {
            return get("/health").contains("\"UP\"");
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    /** How many event streams it holds. */
    long streams() {
        return (long) sum(STREAMS, get("/prometheus"));
    }

    /** The used heap in bytes, after a full collection. */
    long heapBytes() throws InterruptedException {
        try {
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process.pid()),
                            "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (long) sum(HEAP, get("/prometheus"));
    }

    /** Its resident memory in bytes. */
    long residentBytes() {
        return Machine.residentBytes(process.pid());
    }

    /** How many file handles it has. */
    long fileHandles() {
        try (Stream<Path> handles = Files.list(proc().resolve("fd"))) {
            return handles.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The processor time that it has taken so far. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private Path proc() {
        return Path.of("/proc", Long.toString(process.pid()));
    }

    private String get(String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(ANSWER_TIMEOUT)
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static double sum(Pattern what, String text) {
        return what.matcher(text)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }
}
