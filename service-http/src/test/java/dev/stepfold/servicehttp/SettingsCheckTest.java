package dev.stepfold.servicehttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsCheckTest {
    /** Settings with defaults, as most have them. */
    @ConfigurationProperties("sample")
    record Sample(
            @Bindable(defaultValue = "6") int count,
            @Bindable(defaultValue = "1") short copies,
            @Bindable(defaultValue = "15s") Duration patience,
            @Bindable(defaultValue = "http://localhost") List<URI> addresses,
            @Nullable Integer limit,
            @Bindable(defaultValue = "1") int renamed,
            @Bindable(defaultValue = "true") boolean toggle) {}

    /** Settings that a factory takes one by one. */
    @Factory
    static final class SampleFactory {
        @Bean
        Thread sample(@Property(name = "sample.made") @Nullable Integer made) {
            return new Thread(() -> {}, "made " + made);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SAMPLE_COUNT          | abc       | SAMPLE_COUNT must be a whole number, not abc",
                "SAMPLE_COUNT          | 1.5       | SAMPLE_COUNT must be a whole number, not 1.5",
                "SAMPLE_COPIES         | 99999     | SAMPLE_COPIES must be a whole number up to 32767, not 99999",
                "SAMPLE_PATIENCE       | soon      | SAMPLE_PATIENCE must be a duration such as 15s, not soon",
                "SAMPLE_ADDRESSES      | http://a b | SAMPLE_ADDRESSES must be an address, not http://a b",
                "SAMPLE_ADDRESSES      | http://one,http://a b | SAMPLE_ADDRESSES must be an address, not http://one,http://a b",
                "SAMPLE_LIMIT          | x         | SAMPLE_LIMIT must be a whole number, not x",
                "SAMPLE_MADE           | x         | SAMPLE_MADE must be a whole number, not x",
                "OTHER_NAME            | x         | OTHER_NAME must be a whole number, not x",
                "MICRONAUT_SERVER_PORT | http      | MICRONAUT_SERVER_PORT must be a port from 0 to 65535, not http",
                "MICRONAUT_SERVER_PORT | 70000     | MICRONAUT_SERVER_PORT must be a port from 0 to 65535, not 70000",
                "SAMPLE_TOGGLE         | maybe     | SAMPLE_TOGGLE must be on or off, not maybe",
                "STEPFOLD_METRICS      | maybe     | STEPFOLD_METRICS must be on or off, not maybe",
                "KAFKA_BOOTSTRAP_SERVERS | nowhere | KAFKA_BOOTSTRAP_SERVERS must list addresses such as kafka:9092, not nowhere",
                "KAFKA_BOOTSTRAP_SERVERS | one:1,two | KAFKA_BOOTSTRAP_SERVERS must list addresses such as kafka:9092, not one:1,two",
                "KAFKA_BOOTSTRAP_SERVERS | one:70000 | KAFKA_BOOTSTRAP_SERVERS must list addresses such as kafka:9092, not one:70000"
            })
    void refusesAValueThatCannotBeConverted(String variable, String value, String sentence) {
        assertThatThrownBy(() -> start(Map.of(variable, value)).close())
                .satisfies(failure ->
                        assertThat(UnusableSettingsException.reasonOf(failure)).contains(sentence));
    }

    @Test
    void takesWhatCanBeConverted() {
        try (ApplicationContext context = start(Map.of(
                "SAMPLE_COUNT", "7",
                "SAMPLE_COPIES", "3",
                "SAMPLE_PATIENCE", "2m",
                "SAMPLE_ADDRESSES", "http://one,http://two",
                "SAMPLE_LIMIT", "4",
                "OTHER_NAME", "5",
                "SAMPLE_TOGGLE", "off",
                "STEPFOLD_METRICS", "no",
                "KAFKA_BOOTSTRAP_SERVERS", "one:1,[::1]:2, PLAINTEXT://three:3",
                "MICRONAUT_SERVER_PORT", "-1"))) {
            assertThat(context.getBean(Sample.class))
                    .isEqualTo(new Sample(
                            7,
                            (short) 3,
                            Duration.ofMinutes(2),
                            List.of(URI.create("http://one"), URI.create("http://two")),
                            4,
                            5,
                            false));
        }
    }

    @Test
    void takesAnEmptyVariableForNone() {
        try (ApplicationContext context = start(Map.of(
                "SAMPLE_COUNT", "",
                "SAMPLE_LIMIT", " ",
                "STEPFOLD_METRICS", "",
                "KAFKA_BOOTSTRAP_SERVERS", " "))) {
            assertThat(context.getBean(Sample.class).count()).isEqualTo(6);
            assertThat(context.getBean(Sample.class).limit()).isNull();
            assertThat(context.getProperty("endpoints.prometheus.enabled", Boolean.class))
                    .contains(true);
            assertThat(context.containsProperty("kafka.bootstrap.servers")).isFalse();
        }
    }

    private static ApplicationContext start(Map<String, String> variables) {
        return ApplicationContext.builder()
                .environmentPropertySource(false)
                .propertySources(
                        PropertySource.of(
                                "application",
                                Map.of(
                                        "sample.renamed",
                                        "${OTHER_NAME:1}",
                                        "endpoints.prometheus.enabled",
                                        "${STEPFOLD_METRICS:on}")),
                        EnvironmentVariables.of(variables))
                .start();
    }
}
