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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A service beside those of a stack, or without one, as a child of this process. Nobody starts it again where it dies, except by
 * {@link #start}.
 */
final class OwnService implements AutoCloseable {
    private static final long STOPS_WITHIN_S = 30;

    /** The checkout whose build this is. */
    static final Path THIS = Path.of("..").toAbsolutePath().normalize();

    private final String module;
    private final ProcessBuilder builder;
    private final int port;
    private Process process;

    private OwnService(String module, ProcessBuilder builder, int port) throws IOException {
        this.module = module;
        this.builder = builder;
        this.port = port;
        this.process = builder.start();
    }

    /**
     * Starts it, and waits for nothing.
     *
     * @param module of the service, for example {@code orchestrator-service}
     * @param log where its output goes
     * @param environment what it has besides its port
     */
    static OwnService launch(String module, Path log, Map<String, String> environment) {
        return launch(module, log, Supervision.freePort(), environment);
    }

    /** As above, on a port that was chosen before. */
    static OwnService launch(String module, Path log, int port, Map<String, String> environment) {
        return launch(THIS, module, log, port, environment);
    }

    /** As above, from the build of another checkout. */
    static OwnService launch(Path checkout, String module, Path log, int port, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command(checkout, module))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        builder.environment().put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        try {
            return new OwnService(module, builder, port);
        } catch (IOException e) {
            throw new UncheckedIOException("the service could not be launched", e);
        }
    }

    private static List<String> command(Path checkout, String module) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms32m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow"));
        if (checkout.equals(THIS)) {
            command.addAll(RunningStack.startOptions(module.replace("-service", "")));
        }
        command.addAll(List.of("-jar", jar(checkout, module).toString()));
        return command;
    }

    /** Stops it, and starts it again from this build. */
    synchronized void upgrade() {
        close();
        builder.command(command(THIS, module));
        start();
    }

    /** Starts it where it does not run. */
    synchronized void start() {
        if (!process.isAlive()) {
            try {
                process = builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException("the service could not be launched", e);
            }
        }
    }

    /** Where it is. */
    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    synchronized boolean isAlive() {
        return process.isAlive();
    }

    synchronized long pid() {
        return process.pid();
    }

    /** Whether it answers its health check. */
    boolean isHealthy() {
        return HttpHealth.onPort(port).passes();
    }

    /** Kills it the hard way and waits until it is dead. */
    synchronized void kill9() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public synchronized void close() {
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

    /** As the build leaves it. */
    private static Path jar(Path checkout, String module) {
        Path jar = checkout.resolve(Path.of(module, "target", module + ".jar"));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: run the build up to package first");
        }
        return jar;
    }
}
