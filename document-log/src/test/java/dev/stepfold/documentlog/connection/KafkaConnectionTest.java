package dev.stepfold.documentlog.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.schemas.KafkaNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaConnectionTest {
    @TempDir
    Path dir;

    @Test
    void isToThisMachineWhereNothingIsSet() {
        assertThat(settings(Map.of("HOME", "/", "KAFKA_BOOTSTRAP_SERVERS", " ")))
                .isEqualTo(Map.of("bootstrap.servers", "localhost:9092"));
    }

    @Test
    void takesEverySettingOfEveryClientFromItsVariable() {
        Set<String> names = new HashSet<>(AdminClientConfig.configNames());
        names.addAll(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());

        assertThat(names)
                .filteredOn(name -> DecidedSettings.refusal(name, "x", name).isEmpty())
                .contains("security.protocol", "sasl.jaas.config", "ssl.truststore.location", "client.rack")
                .allSatisfy(name -> {
                    String variable = "KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_');
                    assertThat(ClientSettings.nameOf(variable)).contains(name);
                });
    }

    @Test
    void countsAVariableMoreThanTheFile() throws IOException {
        Path file = file("client.rack=file", "security.protocol=SSL", "ssl.endpoint.identification.algorithm=");

        assertThat(settings(Map.of("KAFKA_CONFIG_FILE", file.toString(), "KAFKA_CLIENT_RACK", "variable")))
                .isEqualTo(Map.of(
                        "bootstrap.servers", "localhost:9092",
                        "client.rack", "variable",
                        "security.protocol", "SSL",
                        "ssl.endpoint.identification.algorithm", ""));
    }

    @Test
    void readsTheFileAgainForEachClient() throws IOException {
        Path file = file("client.rack=one");
        KafkaConnection connection = KafkaConnection.ofEnvironment(Map.of("KAFKA_CONFIG_FILE", file.toString()));

        file("client.rack=two");
        assertThat(connection.with(Map.of())).containsEntry("client.rack", "two");

        file("acks=0");
        assertThatThrownBy(() -> connection.with(Map.of()))
                .isInstanceOf(KafkaException.class)
                .hasMessage("acks in KAFKA_CONFIG_FILE cannot be set: Stepfold decides acks itself");

        Files.delete(file);
        assertThatThrownBy(() -> connection.admin(Map.of()))
                .isInstanceOf(KafkaException.class)
                .hasMessage("KAFKA_CONFIG_FILE must name a properties file that can be read, not " + file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KAFKA_ACKS                    | 1          | KAFKA_ACKS cannot be set: Stepfold decides acks itself",
                "KAFKA_ENABLE_IDEMPOTENCE      | false      | KAFKA_ENABLE_IDEMPOTENCE cannot be set: Stepfold decides enable.idempotence itself",
                "KAFKA_ISOLATION_LEVEL         | read_uncommitted | KAFKA_ISOLATION_LEVEL cannot be set: Stepfold decides isolation.level itself",
                "KAFKA_AUTO_OFFSET_RESET       | latest     | KAFKA_AUTO_OFFSET_RESET cannot be set: Stepfold decides auto.offset.reset itself",
                "KAFKA_GROUP_ID                | mine       | KAFKA_GROUP_ID cannot be set: Stepfold decides group.id itself",
                "KAFKA_APPLICATION_ID          | mine       | KAFKA_APPLICATION_ID cannot be set: Stepfold decides application.id itself",
                "KAFKA_PROCESSING_GUARANTEE    | exactly_once_v2 | KAFKA_PROCESSING_GUARANTEE cannot be set: Stepfold decides processing.guarantee itself",
                "KAFKA_SESSION_TIMEOUT_MS      | 45000      | KAFKA_SESSION_TIMEOUT_MS cannot be set: STEPFOLD_SESSION_TIMEOUT_MS decides session.timeout.ms",
                "KAFKA_GROUP_INSTANCE_ID       | one        | KAFKA_GROUP_INSTANCE_ID cannot be set: STEPFOLD_INSTANCE decides group.instance.id",
                "KAFKA_PRODUCER_ACKS           | 1          | KAFKA_PRODUCER_ACKS cannot be set: what is set for Kafka's clients holds for all of them",
                "KAFKA_MAIN_CONSUMER_CLIENT_RACK | here     | KAFKA_MAIN_CONSUMER_CLIENT_RACK cannot be set: what is set for Kafka's clients holds for all of them",
                "KAFKA_METADATA_MAX_AGE_MS     | soon       | KAFKA_METADATA_MAX_AGE_MS cannot be used: Invalid value soon for configuration metadata.max.age.ms: Not a number of type LONG",
            })
    void refusesWhatStepfoldDecidesAndWhatNoClientTakes(String variable, String value, String sentence) {
        assertThatThrownBy(() -> KafkaConnection.ofEnvironment(Map.of(variable, value)))
                .isInstanceOf(UnusableConnectionException.class)
                .hasMessage(sentence);
    }

    @Test
    void takesWhatStepfoldDecidesWhereItIsTheSame() {
        assertThat(settings(Map.of("KAFKA_ACKS", "all", "KAFKA_ENABLE_AUTO_COMMIT", "False")))
                .containsEntry("acks", "all");
    }

    @Test
    void refusesTheSameFromAnEmbeddingApplication() {
        assertThatThrownBy(() -> KafkaConnection.of(Map.of("max.in.flight.requests.per.connection", 5)))
                .hasMessage("max.in.flight.requests.per.connection cannot be set: Stepfold decides "
                        + "max.in.flight.requests.per.connection itself");
    }

    @Test
    void letsNoClientReplaceASettingOfTheUser() {
        assertThatThrownBy(() -> KafkaConnection.to("localhost:9092").with(Map.of("client.rack", "ours")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a user can set client.rack, which would then be ignored");
    }

    @Test
    void namesWhatNoClientKnows() throws IOException {
        Path file = file("schema.registry.url=http://registry");

        assertThat(KafkaConnection.ofEnvironment(
                                Map.of("KAFKA_CONFIG_FILE", file.toString(), "KAFKA_SASL_MECANISM", "PLAIN"))
                        .warning())
                .contains("Kafka's clients know no such setting: KAFKA_SASL_MECANISM, "
                        + "schema.registry.url in KAFKA_CONFIG_FILE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KAFKA_HEAP_OPTS",
                "KAFKA_OPTS",
                "KAFKA_JMX_PORT",
                "KAFKA_VERSION",
                "KAFKA_PORT",
                "KAFKA_SERVICE_HOST",
                "KAFKA_SERVICE_PORT_CLIENTS",
                "KAFKA_PORT_9092_TCP_ADDR",
                "KAFKA_BOOTSTRAP_SERVICE_HOST",
                "KAFKA_BOOTSTRAP_PORT_9092_TCP"
            })
    void leavesAloneWhatIsMeantForOthers(String variable) {
        KafkaConnection connection = KafkaConnection.ofEnvironment(Map.of(variable, "x"));

        assertThat(connection.warning()).isEmpty();
        assertThat(connection.with(Map.of())).containsOnlyKeys("bootstrap.servers");
    }

    @Test
    void hidesSecrets() throws IOException {
        Path file = file("ssl.key.password=hidden-1", "plug.in.password=hidden-2");
        KafkaConnection connection = KafkaConnection.ofEnvironment(Map.of(
                "KAFKA_CONFIG_FILE",
                file.toString(),
                "KAFKA_SASL_JAAS_CONFIG",
                "a.Login required password=\"hidden-3\";"));

        assertThat(connection.toString()).contains("sasl.jaas.config").doesNotContain("hidden");
        assertThat(connection.warning())
                .hasValueSatisfying(warning ->
                        assertThat(warning).contains("plug.in.password").doesNotContain("hidden"));
        Files.writeString(file, "ssl.key.password=hidden-4\\u00zz");
        assertThatThrownBy(() -> connection.with(Map.of()))
                .hasMessageNotContaining("hidden")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.Login required password=hidden", "a.Login required hidden;", "hidden"})
    void quotesNothingOfALoginThatCannotBeRead(String login) {
        assertThatThrownBy(() -> KafkaConnection.ofEnvironment(Map.of("KAFKA_SASL_JAAS_CONFIG", login)))
                .isInstanceOf(UnusableConnectionException.class)
                .hasMessageStartingWith("KAFKA_SASL_JAAS_CONFIG cannot be read: ")
                .hasMessageNotContaining("hidden")
                .hasNoCause();
    }

    @Test
    void isToTheInstallationWithThePrefixThatIsSet() {
        assertThat(KafkaConnection.ofEnvironment(Map.of("STEPFOLD_PREFIX", "")).names())
                .isEqualTo(KafkaNames.DEFAULT);
        assertThat(KafkaConnection.ofEnvironment(Map.of("STEPFOLD_PREFIX", "acme.agents"))
                        .names()
                        .commands())
                .isEqualTo("acme.agents.commands");
        assertThat(KafkaConnection.to("localhost:9092")
                        .withNames(new KafkaNames("acme"))
                        .names()
                        .orchestrators())
                .isEqualTo("acme-orchestrator");
        assertThatThrownBy(() -> KafkaConnection.ofEnvironment(Map.of("STEPFOLD_PREFIX", "a b")))
                .isInstanceOf(UnusableConnectionException.class)
                .hasMessage(
                        "STEPFOLD_PREFIX must be 1 to 100 letters, digits, dots, underscores and hyphens, and begin "
                                + "with a letter or a digit, not a b");
    }

    private Path file(String... lines) throws IOException {
        return Files.write(dir.resolve("client.properties"), List.of(lines));
    }

    private static Map<String, Object> settings(Map<String, String> variables) {
        return KafkaConnection.ofEnvironment(variables).with(Map.of());
    }
}
