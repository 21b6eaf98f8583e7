package dev.stepfold.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StackConfigTest {
    private static final Path ROOT = Path.of("/project");

    @Test
    void usesTheDocumentedPortsAndFolderWhenNothingIsSet() {
        StackConfig config = StackConfig.from(Map.of(), ROOT);

        assertThat(config.home().path()).isEqualTo(Path.of("/project/.stepfold"));
        assertThat(config.ports()).isEqualTo(new StackPorts(8080, 8081, 8082, 9092));
    }

    @Test
    void takesEveryPortAndTheFolderFromTheEnvironment() {
        Map<String, String> environment = Map.of(
                "STEPFOLD_HOME", "/elsewhere",
                "STEPFOLD_GATEWAY_PORT", "1001",
                "STEPFOLD_PROJECTION_PORT", "1002",
                "STEPFOLD_ORCHESTRATOR_PORT", "1003",
                "STEPFOLD_KAFKA_PORT", " 1004 ");

        StackConfig config = StackConfig.from(environment, ROOT);

        assertThat(config.home().path()).isEqualTo(Path.of("/elsewhere"));
        assertThat(config.ports()).isEqualTo(new StackPorts(1001, 1002, 1003, 1004));
        assertThat(config.environment()).isEqualTo(environment);
    }

    @Test
    void takesARelativeFolderFromTheWorkingDirectory() {
        StackConfig config = StackConfig.from(Map.of("STEPFOLD_HOME", "state"), ROOT);

        assertThat(config.home().path()).isEqualTo(Path.of("state").toAbsolutePath());
    }

    @Test
    void takesAnEmptyValueForAnUnsetOne() {
        StackConfig config = StackConfig.from(Map.of("STEPFOLD_HOME", "", "STEPFOLD_KAFKA_PORT", ""), ROOT);

        assertThat(config)
                .isEqualTo(new StackConfig(
                        new StackHome(Path.of("/project/.stepfold")),
                        new StackPorts(8080, 8081, 8082, 9092),
                        config.environment()));
    }

    @Test
    void refusesAPortThatIsNoneAndNamesTheVariable() {
        assertThatThrownBy(() -> StackPorts.from(Map.of("STEPFOLD_KAFKA_PORT", "many")))
                .isInstanceOf(StartFailure.class)
                .hasMessage("STEPFOLD_KAFKA_PORT must be a port from 1 to 65535, not 'many'.");
        assertThatThrownBy(() -> StackPorts.from(Map.of("STEPFOLD_GATEWAY_PORT", "65536")))
                .hasMessage("STEPFOLD_GATEWAY_PORT must be a port from 1 to 65535, not 65536.");
    }

    @Test
    void refusesAFlushThatIsNone() {
        assertThatThrownBy(() -> StackConfig.from(Map.of("STEPFOLD_FLUSH", "sometimes"), ROOT))
                .isInstanceOf(StartFailure.class)
                .hasMessage("STEPFOLD_FLUSH must be every-append or os, not sometimes.");
    }

    @Test
    void refusesOnePortForTwoProcesses() {
        assertThatThrownBy(() -> StackPorts.from(Map.of("STEPFOLD_GATEWAY_PORT", "9092")))
                .hasMessage("STEPFOLD_GATEWAY_PORT and STEPFOLD_KAFKA_PORT must be different ports, both are 9092.");
    }
}
