package dev.stepfold.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.localstack.supervisor.ProcessName;
import dev.stepfold.localstack.supervisor.ProcessSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StackProcessesTest {
    private static final Path ROOT = Path.of("/project");
    private static final Map<String, String> OF_THE_USER = Map.of(
            "PATH", "/bin",
            "STEPFOLD_GENERATOR", "openai",
            "OPENAI_BASE_URL", "http://model:1",
            "OPENAI_API_KEY", "key",
            "OPENAI_MODEL", "small");

    @Test
    void startsKafkaFirstAndTheServicesOnceItIsReady() {
        List<ProcessSpec> specs = specs(Map.of());

        assertThat(specs)
                .extracting(spec -> spec.name().value())
                .containsExactly("kafka", "orchestrator", "projection", "gateway");
        assertThat(spec(specs, "kafka").needs()).isEmpty();
        assertThat(specs.subList(1, 4))
                .allSatisfy(spec -> assertThat(spec.needs()).isEqualTo(Set.of(new ProcessName("kafka"))));
    }

    @Test
    void runsEachServiceFromTheJarOfItsModule() {
        assertThat(spec(specs(Map.of()), "gateway").command())
                .startsWith("/jdk/bin/java")
                .endsWith("-jar", "/project/gateway-service/target/gateway-service.jar");
    }

    @Test
    void startsEachJvmWithTheOptionsOfItsProcess() {
        assertThat(specs(Map.of()))
                .allSatisfy(spec -> assertThat(spec.command()).contains("-Dof=" + spec.name()));
    }

    @Test
    void runsTheBrokerFromItsOwnClassPath() {
        assertThat(spec(specs(Map.of()), "kafka").command())
                .endsWith("-cp", "stack.jar", "dev.stepfold.localstack.broker.BrokerMain");
    }

    @Test
    void tellsEveryServiceWhereThingsAre() {
        Map<String, String> gateway = spec(specs(Map.of()), "gateway").environment();

        assertThat(gateway)
                .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
                .containsEntry("MICRONAUT_SERVER_HOST", "127.0.0.1")
                .containsEntry("MICRONAUT_SERVER_PORT", "8080")
                .containsEntry("STEPFOLD_PROJECTION_URL", "http://127.0.0.1:8081")
                .containsEntry("STEPFOLD_INSTANCE", "local")
                .containsEntry("STEPFOLD_DOCUMENT_TOPICS_MAX", "6666")
                .containsEntry("STEPFOLD_DATA_DIR", "/project/.stepfold/data/gateway");
        assertThat(spec(specs(Map.of()), "projection").environment())
                .containsEntry("MICRONAUT_SERVER_PORT", "8081")
                .containsEntry("STEPFOLD_DATA_DIR", "/project/.stepfold/data/projection");
        assertThat(spec(specs(Map.of()), "orchestrator").environment())
                .containsEntry("MICRONAUT_SERVER_PORT", "8082")
                .containsEntry("STEPFOLD_DATA_DIR", "/project/.stepfold/data/orchestrator");
        assertThat(spec(specs(Map.of()), "kafka").environment())
                .containsEntry("STEPFOLD_KAFKA_PORT", "9092")
                .containsEntry("STEPFOLD_DATA_DIR", "/project/.stepfold/data/kafka");
    }

    @Test
    void handsTheUsersEnvironmentOnToTheServicesAndEachSecretToWhomItIsFor() {
        Map<String, String> secrets = Map.of(
                "OPENAI_API_KEY", "of the model",
                "STEPFOLD_JWT_SECRET", "of tokens",
                "STEPFOLD_TICKET_SECRET", "of tickets");
        Map<String, String> all = new HashMap<>(OF_THE_USER);
        all.putAll(secrets);
        all.put("PATH", "/bin");
        List<ProcessSpec> specs = specs(all);

        assertThat(spec(specs, "kafka").environment())
                .containsEntry("PATH", "/bin")
                .doesNotContainKeys("OPENAI_MODEL", "STEPFOLD_SERVICE_SECRET")
                .doesNotContainKeys(secrets.keySet().toArray(String[]::new));
        assertThat(spec(specs, "orchestrator").environment())
                .containsEntry("OPENAI_MODEL", "small")
                .containsEntry("OPENAI_API_KEY", "of the model")
                .containsEntry("STEPFOLD_SERVICE_SECRET", "of the stack")
                .doesNotContainKeys("STEPFOLD_JWT_SECRET", "STEPFOLD_TICKET_SECRET");
        assertThat(spec(specs, "gateway").environment())
                .containsEntry("OPENAI_MODEL", "small")
                .containsEntry("STEPFOLD_JWT_SECRET", "of tokens")
                .containsEntry("STEPFOLD_TICKET_SECRET", "of tickets")
                .containsEntry("STEPFOLD_SERVICE_SECRET", "of the stack")
                .doesNotContainKey("OPENAI_API_KEY");
        assertThat(spec(specs, "projection").environment())
                .containsEntry("STEPFOLD_SERVICE_SECRET", "of the stack")
                .doesNotContainKeys(secrets.keySet().toArray(String[]::new));
    }

    @Test
    void handsTheFlushToTheBrokerAndToTheServices() {
        Map<String, String> chosen = Map.of("STEPFOLD_FLUSH", "os");

        assertThat(specs(chosen))
                .allSatisfy(spec -> assertThat(spec.environment()).containsAllEntriesOf(chosen));
    }

    @Test
    void letsTheUserChooseTheInstanceNameAndTheTopicBudget() {
        Map<String, String> chosen = Map.of("STEPFOLD_INSTANCE", "mine", "STEPFOLD_DOCUMENT_TOPICS_MAX", "10");

        assertThat(spec(specs(chosen), "orchestrator").environment()).containsAllEntriesOf(chosen);
    }

    @Test
    void keepsAGatewayWithoutAuthenticationOnLoopbackWhateverTheUserSets() {
        Map<String, String> open = Map.of("MICRONAUT_SERVER_HOST", "0.0.0.0", "STEPFOLD_AUTH", "none");

        assertThat(spec(specs(open), "gateway").environment()).containsEntry("MICRONAUT_SERVER_HOST", "127.0.0.1");
    }

    @Test
    void handsTheSettingsOfAuthenticationToTheGateway() {
        Map<String, String> settings = Map.of(
                "STEPFOLD_AUTH",
                "jwt",
                "STEPFOLD_JWT_SECRET",
                "secret",
                "STEPFOLD_CORS_ORIGINS",
                "https://app.example.com");

        assertThat(spec(specs(settings), "gateway").environment()).containsAllEntriesOf(settings);
    }

    @Test
    void doesNotLetAStrayVariableMoveAService() {
        Map<String, String> stray = Map.of(
                "MICRONAUT_SERVER_PORT",
                "1",
                "KAFKA_BOOTSTRAP_SERVERS",
                "far:1",
                "KAFKA_SECURITY_PROTOCOL",
                "SSL",
                "STEPFOLD_PREFIX",
                "acme");

        assertThat(spec(specs(stray), "gateway").environment())
                .containsEntry("MICRONAUT_SERVER_PORT", "8080")
                .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
                .containsEntry("STEPFOLD_PREFIX", "acme")
                .doesNotContainKey("KAFKA_SECURITY_PROTOCOL");
    }

    private static List<ProcessSpec> specs(Map<String, String> environment) {
        return new StackProcesses(
                        StackConfig.from(environment, ROOT),
                        new Installation(ROOT, Path.of("/jdk/bin/java"), "stack.jar"),
                        name -> List.of("-Dof=" + name),
                        6_666,
                        "of the stack")
                .specs();
    }

    private static ProcessSpec spec(List<ProcessSpec> specs, String name) {
        return specs.stream()
                .filter(spec -> spec.name().value().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
