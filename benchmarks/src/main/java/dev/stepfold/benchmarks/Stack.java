package dev.stepfold.benchmarks;

import dev.stepfold.documentlog.Flush;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.schemas.KafkaNames;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * The embedded broker and any number of services as processes, run from the jars of the last build.
 * It listens on free ports of loopback, keeps everything in a folder of its own, and ends the processes that it started
 * when it is closed, at the latest when this JVM ends.
 */
final class Stack implements AutoCloseable {
    private static final String WITHOUT_OPTIMIZER = "-XX:TieredStopAtLevel=1";

    /** The memory and the flags of a service with {@code ./run}. */
    static final List<String> AS_RUN = List.of("-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", WITHOUT_OPTIMIZER);

    /** More than any benchmark makes. */
    private static final int DOCUMENT_TOPICS_MAX = 20_000;

    private final Path root;
    private final Flush flush;
    private final Processes processes = Processes.none();
    private final int kafkaPort = Processes.freePort();
    private final Process broker;

    private Stack(Path root, Flush flush) {
        this.root = root;
        this.flush = flush;
        this.broker = startBroker();
    }

    /**
     * Starts the broker, with the flush that {@code ./run} has.
     *
     * @param root the folder of the project
     */
    static Stack start(Path root, Waiting waiting) throws InterruptedException {
        return start(root, Flush.EVERY_APPEND, waiting);
    }

    /**
     * Starts the broker.
     *
     * @param root the folder of the project
     * @param flush of the broker and of all services
     */
    static Stack start(Path root, Flush flush, Waiting waiting) throws InterruptedException {
        Stack stack = new Stack(root, flush);
        TopicLayout layout = new TopicLayout(6, (short) 1, flush);
        try (Admin admin = Admin.create(stack.connection())) {
            waiting.until("the broker is ready", () -> createsTopics(admin, layout));
        }
        return stack;
    }

    /** The broker's process. */
    Process broker() {
        return broker;
    }

    /** The Kafka connection settings. */
    Map<String, Object> connection() {
        return Map.of("bootstrap.servers", "127.0.0.1:" + kafkaPort);
    }

    /** Where logs and data are. */
    Path home() {
        return processes.home();
    }

    /**
     * Starts an orchestrator as {@code ./run} does.
     *
     * @param member its permanent name in the group
     * @param name of the process, different for each
     * @param environment in addition to Kafka's address
     */
    Instance startOrchestrator(String member, String name, Map<String, String> environment) {
        Process process = launch(
                name,
                AS_RUN,
                List.of("-jar", jar("orchestrator-service")),
                ofService(Processes.freePort(), environment));
        return new Instance(member, name, process, processes.log(name));
    }

    /**
     * Starts an orchestrator that runs {@link EmptySteps}, with the memory and the flags of {@code ./run}. It logs what the
     * service logs, because that is part of what a run costs.
     */
    Process startEmptyOrchestrator() {
        return launch(
                "orchestrator",
                AS_RUN,
                List.of(
                        "-Dlogback.configurationFile=jar:"
                                + Path.of(jar("orchestrator-service")).toUri() + "!/logback.xml",
                        "-cp",
                        jar("benchmarks"),
                        EmptyOrchestrator.class.getName(),
                        "127.0.0.1:" + kafkaPort,
                        flush.name()),
                Map.of());
    }

    /**
     * Starts a gateway as {@code ./run} does.
     *
     * @param name of its log
     */
    Gateway startGateway(String name, Projection projection) {
        int port = Processes.freePort();
        Process process = launch(
                name,
                AS_RUN,
                List.of("-jar", jar("gateway-service")),
                ofService(
                        port,
                        Map.of(
                                "STEPFOLD_PROJECTION_URL",
                                "http://127.0.0.1:" + projection.port(),
                                "STEPFOLD_DOCUMENT_TOPICS_MAX",
                                Integer.toString(DOCUMENT_TOPICS_MAX))));
        return new Gateway(process, port);
    }

    /**
     * Starts a gateway as a server would run it: with the optimizing compiler.
     *
     * @param heap the maximum heap, as in {@code -Xmx}
     * @param environment in addition to Kafka's address
     */
    Gateway startGateway(String heap, Map<String, String> environment) {
        int port = Processes.freePort();
        Process process = launch(
                "gateway",
                List.of("-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError"),
                List.of("-jar", jar("gateway-service")),
                ofService(port, environment));
        return new Gateway(process, port);
    }

    /** Starts a projection as {@code ./run} does; {@code http} is for requests to it. */
    Projection startProjection(HttpClient http) {
        int port = Processes.freePort();
        Process process = launch(
                "projection",
                AS_RUN,
                List.of("-jar", jar("projection-service")),
                ofService(
                        port,
                        Map.of(
                                "STEPFOLD_DATA_DIR",
                                processes.home().resolve("projection").toString())));
        return new Projection(process, port, http);
    }

    private Map<String, String> ofService(int port, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + kafkaPort);
        all.put("STEPFOLD_FLUSH", flush.name());
        all.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        all.put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        return all;
    }

    private Process startBroker() {
        return launch(
                "kafka",
                List.of("-Xms64m", "-Xmx512m", "--enable-native-access=ALL-UNNAMED", WITHOUT_OPTIMIZER),
                List.of("-cp", jar("local-stack"), "dev.stepfold.localstack.broker.BrokerMain"),
                Map.of(
                        "STEPFOLD_FLUSH",
                        flush.name(),
                        "STEPFOLD_KAFKA_PORT",
                        Integer.toString(kafkaPort),
                        "STEPFOLD_DATA_DIR",
                        processes.home().resolve("kafka").toString()));
    }

    private Process launch(String name, List<String> memory, List<String> program, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(memory);
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(program);
        Map<String, String> all = new HashMap<>(environment);
        all.put("MALLOC_ARENA_MAX", "2");
        return processes.start(name, command, all);
    }

    private String jar(String module) {
        Path jar = root.resolve(module).resolve("target").resolve(module + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    jar + " is missing: run ./mvnw package -DskipTests first, in the project's folder");
        }
        return jar.toString();
    }

    private static boolean createsTopics(Admin admin, TopicLayout layout) {
        try {
            SharedTopics.ensure(admin, KafkaNames.DEFAULT, layout);
            return true;
        } catch (LogUnavailableException _) {
            return false;
        }
    }

    /** Kills every process that was started here, and removes the folder. */
    @Override
    public void close() {
        processes.close();
    }
}
