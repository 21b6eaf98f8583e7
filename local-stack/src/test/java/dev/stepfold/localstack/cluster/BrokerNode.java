package dev.stepfold.localstack.cluster;

import dev.stepfold.localstack.supervisor.Supervision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One node of a cluster, as a child of this process. Nobody starts it again where it dies, except by {@link #start}. */
final class BrokerNode implements AutoCloseable {
    private static final long STOPS_WITHIN_S = 60;

    private final ProcessBuilder builder;
    private Process process;
    private boolean frozen;

    private BrokerNode(ProcessBuilder builder, Process process) {
        this.builder = builder;
        this.process = process;
    }

    /**
     * Starts it, and waits for nothing.
     *
     * @param folder holds its properties, its log and its data
     * @param scram credentials that the cluster begins with
     */
    static BrokerNode launch(Path folder, String clusterId, Map<String, String> properties, List<String> scram) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve("server.properties");
            Properties all = new Properties();
            all.putAll(new TreeMap<>(properties));
            all.setProperty("log.dirs", folder.resolve("data").toString());
            try (var writer = Files.newBufferedWriter(file)) {
                all.store(writer, null);
            }
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xms64m",
                    "-Xmx224m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BrokerNodeMain.class.getName(),
                    file.toString(),
                    clusterId));
            command.addAll(scram);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            Redirect.appendTo(folder.resolve("broker.log").toFile()));
            builder.environment().put("MALLOC_ARENA_MAX", "2");
            return new BrokerNode(builder, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("the broker in " + folder + " could not be launched", e);
        }
    }

    /** Starts it where it does not run. */
    synchronized void start() {
        if (!process.isAlive()) {
            frozen = false;
            try {
                process = builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException("the broker could not be launched", e);
            }
        }
    }

    synchronized boolean isUp() {
        return process.isAlive() && !frozen;
    }

    /** SIGKILL; returns when it is dead. */
    synchronized void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGSTOP. */
    synchronized void freeze() throws InterruptedException, IOException {
        Supervision.signal("STOP", process.pid());
        frozen = true;
    }

    /** SIGCONT, where it is frozen. */
    synchronized void thaw() throws InterruptedException, IOException {
        if (frozen && process.isAlive()) {
            Supervision.signal("CONT", process.pid());
        }
        frozen = false;
    }

    /** SIGTERM: it hands its leaders over first. Returns when it has ended. */
    synchronized void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOPS_WITHIN_S, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Ends it at once: nobody needs its data any more. */
    @Override
    public synchronized void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
