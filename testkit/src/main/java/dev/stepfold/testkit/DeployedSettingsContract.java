package dev.stepfold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.servicehttp.Setting;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The environment that each deployment gives a service, read back from the service itself: it knows every variable, and takes
 * every value.
 */
public abstract class DeployedSettingsContract {
    private static final String LOG_FORMAT = "STEPFOLD_LOG_FORMAT";

    /** The service's name, for example {@code gateway}. */
    protected abstract String service();

    /** The service's beans in an environment that has these variables and no others; no broker unless they name one. */
    protected abstract ApplicationContext start(Map<String, String> variables);

    /** Whether the connection to Kafka reads this variable. */
    protected abstract boolean isOfKafka(String variable);

    /**
     * What a connection says of these variables.
     *
     * @throws IllegalArgumentException if they are of no use
     */
    protected abstract Optional<String> complaintOfKafka(Map<String, String> variables);

    @Test
    final void isThereForEveryVariableOfEveryDeployment() throws IOException {
        Set<String> read = variables();
        if (configurationOfLogs().contains("${" + LOG_FORMAT)) {
            read.add(LOG_FORMAT);
        }

        assertThat(deployments())
                .allSatisfy(deployment -> assertThat(deployment.variables().keySet())
                        .as(deployment.place())
                        .isNotEmpty()
                        .allMatch(
                                variable -> isOfKafka(variable)
                                        || read.contains(variable)
                                        || deployment.helpers().contains(variable),
                                "a variable that the service reads"));
    }

    @Test
    final void takesTheValuesOfEveryDeployment() {
        assertThat(deployments()).allSatisfy(deployment -> {
            Map<String, String> own = new HashMap<>(deployment.variables());
            own.keySet().removeIf(variable -> variable.startsWith("KAFKA_"));
            own.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
            try (ApplicationContext context = start(own)) {
                assertThat(Setting.of(context))
                        .filteredOn(setting ->
                                !own.getOrDefault(setting.variable(), "").isBlank())
                        .isNotEmpty()
                        .allSatisfy(setting -> assertThat(setting.given(context.getEnvironment()))
                                .as(deployment.place() + ", " + setting.variable())
                                .hasValue(Objects.requireNonNull(own.get(setting.variable()))));
            }
        });
    }

    @Test
    final void connectsToKafkaByTheValuesOfEveryDeployment() {
        assertThat(deployments())
                .allSatisfy(deployment -> assertThat(complaintOfKafka(deployment.variables()))
                        .as(deployment.place())
                        .isEmpty());
    }

    private List<DeployedService> deployments() {
        return DeployedService.all(service());
    }

    private Set<String> variables() {
        try (ApplicationContext context = start(Map.of())) {
            return Setting.of(context).stream().map(Setting::variable).collect(Collectors.toCollection(HashSet::new));
        }
    }

    private String configurationOfLogs() throws IOException {
        // The service's own comes before any other on the class path.
        try (InputStream file = Objects.requireNonNull(getClass().getResourceAsStream("/logback.xml"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
