package dev.stepfold.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.Flush;
import dev.stepfold.servicehttp.EnvironmentVariables;
import dev.stepfold.servicehttp.UnusableSettingsException;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatewaySettingsTest {
    private static final Set<String> TAILS = Set.of("archive-index", "live-relay", "webhook-book");

    @Test
    void hasDefaults() {
        assertThat(settings(Map.of()))
                .isEqualTo(new GatewaySettings(
                        List.of(URI.create("http://localhost:8081")),
                        6,
                        (short) 1,
                        null,
                        5_000,
                        10_000,
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30)));
    }

    @Test
    void isSetByTheEnvironment() {
        assertThat(settings(Map.of(
                        "STEPFOLD_PROJECTION_URL", "http://one:1,http://two:2",
                        "STEPFOLD_PARTITIONS", "3",
                        "STEPFOLD_REPLICATION_FACTOR", "2",
                        "STEPFOLD_FLUSH", "os",
                        "STEPFOLD_DOCUMENT_TOPICS_MAX", "7",
                        "STEPFOLD_STREAMS_MAX", "8",
                        "STEPFOLD_HEARTBEAT", "9s",
                        "STEPFOLD_REQUEST_TIMEOUT", "10s",
                        "STEPFOLD_WRITE_TIMEOUT", "11s")))
                .isEqualTo(new GatewaySettings(
                        List.of(URI.create("http://one:1"), URI.create("http://two:2")),
                        3,
                        (short) 2,
                        Flush.OS,
                        7,
                        8,
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(11)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STEPFOLD_PROJECTION_URL      | nowhere    | STEPFOLD_PROJECTION_URL must be one or more absolute http addresses",
                "STEPFOLD_PROJECTION_URL      | http://a b | STEPFOLD_PROJECTION_URL must be an address, not http://a b",
                "STEPFOLD_PARTITIONS          | 0          | STEPFOLD_PARTITIONS must be at least 1",
                "STEPFOLD_PARTITIONS          | abc        | STEPFOLD_PARTITIONS must be a whole number, not abc",
                "STEPFOLD_REPLICATION_FACTOR  | 0          | STEPFOLD_REPLICATION_FACTOR must be at least 1",
                "STEPFOLD_REPLICATION_FACTOR  | 99999      | STEPFOLD_REPLICATION_FACTOR must be a whole number up to 32767, not 99999",
                "STEPFOLD_FLUSH               | sometimes  | STEPFOLD_FLUSH must be every-append or os, not sometimes",
                "STEPFOLD_DOCUMENT_TOPICS_MAX | 0          | STEPFOLD_DOCUMENT_TOPICS_MAX must be at least 1",
                "STEPFOLD_STREAMS_MAX         | 0          | STEPFOLD_STREAMS_MAX must be at least 1",
                "STEPFOLD_HEARTBEAT           | 61m        | STEPFOLD_HEARTBEAT must be positive and at most an hour",
                "STEPFOLD_HEARTBEAT           | soon       | STEPFOLD_HEARTBEAT must be a duration such as 15s, not soon",
                "STEPFOLD_REQUEST_TIMEOUT     | 0s         | STEPFOLD_REQUEST_TIMEOUT must be positive and at most an hour",
                "STEPFOLD_WRITE_TIMEOUT       | 61m        | STEPFOLD_WRITE_TIMEOUT must be positive and at most an hour",
                "STEPFOLD_READS_MAX           | many       | STEPFOLD_READS_MAX must be a whole number, not many",
                "STEPFOLD_WRITES_PER_SECOND   | many       | STEPFOLD_WRITES_PER_SECOND must be a whole number, not many"
            })
    void refusesToStartWithOneClearSentenceAndLeavesNothingRunning(String variable, String value, String sentence) {
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        assertThatThrownBy(() -> settings(Map.of(variable, value)))
                .satisfies(failure ->
                        assertThat(UnusableSettingsException.reasonOf(failure)).contains(sentence));

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> TAILS.contains(thread.getName()))
                .isSubsetOf(before);
    }

    @Test
    void closesNoStreamThatWaitsForItsHeartbeat() {
        assertThat(settings(Map.of()).unattendedMax()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings(Map.of("STEPFOLD_HEARTBEAT", "90s")).unattendedMax())
                .isGreaterThan(Duration.ofSeconds(90));
    }

    private static GatewaySettings settings(Map<String, String> environment) {
        return bean(GatewaySettings.class, environment);
    }

    /** A bean of the gateway in an environment. */
    static <T> T bean(Class<T> type, Map<String, String> environment) {
        try (ApplicationContext context = start(environment)) {
            return context.getBean(type);
        }
    }

    /** The gateway's beans in an environment that has these variables and no others; no broker unless they name one. */
    static ApplicationContext start(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.putIfAbsent("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        return ApplicationContext.builder()
                .environmentPropertySource(false)
                .propertySources(EnvironmentVariables.of(all))
                .start();
    }
}
