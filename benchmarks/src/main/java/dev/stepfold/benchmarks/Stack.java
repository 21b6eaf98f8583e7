package dev.stepfold.benchmarks;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * The embedded broker and any number of services as processes, run from the jars of the last build.
 * It listens on free ports of loopback, keeps everything in a folder of its own, and ends the processes that it started
 * when it is closed, at the latest when this JVM ends.
 */
final class Stack implements AutoCloseable {
    private static final TopicLayout LAYOUT = new TopicLayout(6, (short) 1);
    private static final String WITHOUT_OPTIMIZER = "-XX:TieredStopAtLevel=1";

    private final Path root;
    private final Path home;
    private final int kafkaPort = freePort();
    private final Queue<Process> started = new ConcurrentLinkedQueue<>();

    private Stack(Path root, Path home) {
        this.root = root;
        this.home = home;
    }

    /**
     * Starts the broker.
     *
     * @param root the folder of the project
     */
    static Stack start(Path root, Waiting waiting) throws InterruptedException {
        try {
            Stack stack = new Stack(root, Files.createTempDirectory("stepfold-benchmark"));
            Runtime.getRuntime().addShutdownHook(new Thread(stack::killAll, "kill-all"));
            stack.startBroker();
            try (Admin admin = Admin.create(stack.connection())) {
                waiting.until("the broker is ready", () -> createsTopics(admin));
            }
            return stack;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Kafka connection settings. */
    Map<String, Object> connection() {
        return Map.of("bootstrap.servers", "127.0.0.1:" + kafkaPort);
    }

    /** Where logs and data are. */
    Path home() {
        return home;
    }

    /**
     * Starts an orchestrator as {@code ./run} does.
     *
     * @param member its permanent name in the group
     * @param name of the process, different for each
     * @param environment in addition to Kafka's address
     */
    Instance startOrchestrator(String member, String name, Map<String, String> environment) {
        Path log = home.resolve(name + ".log");
        Process process = launch(
                log,
                List.of("-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", WITHOUT_OPTIMIZER),
                List.of("-jar", jar("orchestrator-service")),
                ofService(freePort(), environment));
        return new Instance(member, name, process, log);
    }

    /**
     * Starts a gateway as a server would run it: with the optimizing compiler.
     *
     * @param heap the maximum heap, as in {@code -Xmx}
     * @param environment in addition to Kafka's address
     */
    Gateway startGateway(String heap, Map<String, String> environment) {
        int port = freePort();
        Process process = launch(
                home.resolve("gateway.log"),
                List.of("-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError"),
                List.of("-jar", jar("gateway-service")),
                ofService(port, environment));
        return new Gateway(process, port);
    }

    /** Starts a projection as {@code ./run} does; {@code http} is for requests to it. */
    Projection startProjection(HttpClient http) {
        int port = freePort();
        Process process = launch(
                home.resolve("projection.log"),
                List.of("-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", WITHOUT_OPTIMIZER),
                List.of("-jar", jar("projection-service")),
                ofService(
                        port,
                        Map.of("STEPFOLD_DATA_DIR", home.resolve("projection").toString())));
        return new Projection(process, port, http);
    }

    private Map<String, String> ofService(int port, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + kafkaPort);
        all.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        all.put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        return all;
    }

    private void startBroker() {
        var _ = launch(
                home.resolve("kafka.log"),
                List.of("-Xms64m", "-Xmx512m", "--enable-native-access=ALL-UNNAMED", WITHOUT_OPTIMIZER),
                List.of("-cp", jar("local-stack"), "dev.stepfold.localstack.broker.BrokerMain"),
                Map.of(
                        "STEPFOLD_KAFKA_PORT",
                        Integer.toString(kafkaPort),
                        "STEPFOLD_DATA_DIR",
                        home.resolve("kafka").toString()));
    }

    private Process launch(Path log, List<String> memory, List<String> program, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(memory);
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        try {
            Process process = builder.start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String jar(String module) {
        Path jar = root.resolve(module).resolve("target").resolve(module + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    jar + " is missing: run ./mvnw package -DskipTests first, in the project's folder");
        }
        return jar.toString();
    }

    private static boolean createsTopics(Admin admin) {
        try {
            SharedTopics.ensure(admin, LAYOUT);
            return true;
        } catch (LogUnavailableException _) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void killAll() {
        started.forEach(Process::destroyForcibly);
        started.forEach(process -> process.onExit().join());
    }

    /** Kills every process that was started here, and removes the folder. */
    @Override
    public void close() {
        killAll();
        try {
            Files.walkFileTree(home, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
