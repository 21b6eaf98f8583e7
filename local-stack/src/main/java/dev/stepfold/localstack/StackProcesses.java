package dev.stepfold.localstack;

import dev.stepfold.localstack.broker.BrokerMain;
import dev.stepfold.localstack.supervisor.HealthCheck;
import dev.stepfold.localstack.supervisor.HttpHealth;
import dev.stepfold.localstack.supervisor.KafkaHealth;
import dev.stepfold.localstack.supervisor.ProcessMark;
import dev.stepfold.localstack.supervisor.ProcessName;
import dev.stepfold.localstack.supervisor.ProcessSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The four processes of the stack: how each is started, with how much memory, and in which environment.
 *
 * @param config the stack they belong to
 * @param installation where their programs are
 * @param startOptions more options of each JVM, by the process
 * @param topicsMax how many document topics the broker may hold
 * @param serviceSecret the secret by which the services recognise each other
 */
record StackProcesses(
        StackConfig config,
        Installation installation,
        Function<ProcessName, List<String>> startOptions,
        int topicsMax,
        String serviceSecret) {
    static final ProcessName KAFKA = new ProcessName("kafka");
    static final ProcessName ORCHESTRATOR = new ProcessName("orchestrator");
    static final ProcessName PROJECTION = new ProcessName("projection");
    static final ProcessName GATEWAY = new ProcessName("gateway");
    static final List<ProcessName> SERVICES = List.of(ORCHESTRATOR, PROJECTION, GATEWAY);
    static final List<ProcessName> ALL = List.of(KAFKA, ORCHESTRATOR, PROJECTION, GATEWAY);

    /** The variables of the user's environment that the broker gets: no secret, since it needs none. */
    private static final Set<String> OF_THE_BROKER =
            Set.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "JDK_JAVA_OPTIONS", "STEPFOLD_FLUSH");

    /** Secrets, and the one process that each is for. */
    private static final Map<String, ProcessName> SECRETS = Map.of(
            "OPENAI_API_KEY", ORCHESTRATOR,
            "STEPFOLD_JWT_SECRET", GATEWAY,
            "STEPFOLD_TICKET_SECRET", GATEWAY);

    /** In the order of start. */
    List<ProcessSpec> specs() {
        return List.of(
                kafka(),
                service(ORCHESTRATOR, config.ports().orchestrator(), Map.of()),
                service(PROJECTION, config.ports().projection(), Map.of()),
                service(
                        GATEWAY,
                        config.ports().gateway(),
                        Map.of(
                                "STEPFOLD_PROJECTION_URL",
                                "http://127.0.0.1:" + config.ports().projection())));
    }

    private ProcessSpec kafka() {
        return spec(
                KAFKA,
                List.of("-Xms64m", "-Xmx" + BrokerCapacity.BROKER_HEAP_MIB + "m", "--enable-native-access=ALL-UNNAMED"),
                List.of("-cp", installation.ownClassPath(), BrokerMain.class.getName()),
                Map.of("STEPFOLD_KAFKA_PORT", Integer.toString(config.ports().kafka())),
                new KafkaHealth(config.ports().kafka()),
                Set.of());
    }

    private ProcessSpec service(ProcessName name, int port, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put(StackSecret.VARIABLE, serviceSecret);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + config.ports().kafka());
        environment.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        environment.put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        return spec(
                name,
                List.of("-Xms32m", "-Xmx256m", "-XX:+UseSerialGC"),
                List.of("-jar", installation.jar(name).toString()),
                environment,
                HttpHealth.onPort(port),
                Set.of(KAFKA));
    }

    private ProcessSpec spec(
            ProcessName name,
            List<String> memory,
            List<String> program,
            Map<String, String> own,
            HealthCheck health,
            Set<ProcessName> needs) {
        ProcessMark mark = new ProcessMark("-Dstepfold.process=" + config.home().path() + "#" + name);
        List<String> command = new ArrayList<>();
        command.add(installation.java().toString());
        command.add(mark.argument());
        command.addAll(memory);
        command.addAll(everyJvm(name));
        command.addAll(startOptions.apply(name));
        command.addAll(program);

        Map<String, String> environment = new HashMap<>();
        environment.put("STEPFOLD_INSTANCE", "local");
        environment.put("STEPFOLD_DOCUMENT_TOPICS_MAX", Integer.toString(topicsMax));
        // By default, glibc keeps an arena of native memory per thread and core.
        environment.put("MALLOC_ARENA_MAX", "2");
        config.environment().forEach((variable, value) -> {
            if (isFor(name, variable)) {
                environment.put(variable, value);
            }
        });
        environment.putAll(own);
        environment.put("STEPFOLD_DATA_DIR", config.home().data(name).toString());
        return new ProcessSpec(name, mark, command, environment, health, needs);
    }

    /** Settings of Kafka's clients are left out: the user has them for another Kafka than the one of this stack. */
    private static boolean isFor(ProcessName process, String variable) {
        return process.equals(KAFKA)
                ? OF_THE_BROKER.contains(variable)
                : process.equals(SECRETS.getOrDefault(variable, process)) && !variable.startsWith("KAFKA_");
    }

    private List<String> everyJvm(ProcessName name) {
        return List.of(
                // Otherwise the optimizing compiler takes most of the processor time of a start.
                "-XX:TieredStopAtLevel=1",
                // A JVM that is out of memory is in an unknown state: it ends, and is restarted.
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + config.home().processFiles().logs().resolve(name + "-crash.log"),
                // Kafka's clients and Netty still use it; the JVM would warn in every log.
                "--sun-misc-unsafe-memory-access=allow");
    }
}
