package dev.stepfold.localstack.system;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.supervisor.HttpHealth;
import dev.stepfold.localstack.supervisor.Supervision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A gateway beside that of a stack, with settings of its own, as a child of this process. */
final class OwnGateway implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final long STOPS_WITHIN_S = 30;

    private final Process process;
    private final int port;

    private OwnGateway(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it and waits until it is ready. */
    static OwnGateway start(RunningStack stack, Map<String, String> environment) {
        int port = Supervision.freePort();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-jar",
                        jar().toString()))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD);
        builder.environment().putAll(environment);
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", stack.bootstrapServers());
        builder.environment()
                .put(
                        "STEPFOLD_PROJECTION_URL",
                        "http://127.0.0.1:" + stack.ports().projection());
        builder.environment().put("STEPFOLD_SERVICE_SECRET", RunningStack.SERVICE_SECRET);
        builder.environment().put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        builder.environment().put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        try {
            OwnGateway gateway = new OwnGateway(builder.start(), port);
            Awaitility.await().atMost(READY_WITHIN).until(HttpHealth.onPort(port)::passes);
            return gateway;
        } catch (IOException e) {
            throw new UncheckedIOException("the gateway could not be launched", e);
        }
    }

    URI baseUrl() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOPS_WITHIN_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Beside this module, as the build leaves it. */
    private static Path jar() {
        Path jar = Path.of("..", "gateway-service", "target", "gateway-service.jar")
                .toAbsolutePath()
                .normalize();
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: run the build up to package first");
        }
        return jar;
    }
}
