package dev.stepfold.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
    @TempDir
    Path dir;

    @Test
    void isToThisMachineWithoutAnySetting() {
        assertThat(Connection.of(Map.of("HOME", "/", "KAFKA_CLIENT_RACK", "")))
                .isEqualTo(Map.of("bootstrap.servers", "localhost:9092"));
    }

    @Test
    void isToTheInstallationWithThePrefixThatIsSet() {
        assertThat(Connection.prefix(Map.of())).isEqualTo("stepfold");
        assertThat(Connection.prefix(Map.of("STEPFOLD_PREFIX", "acme.agents"))).isEqualTo("acme.agents");
    }

    @Test
    void hasTheSettingsOfTheEnvironmentAboveThoseOfTheFile() throws IOException {
        Path file = Files.writeString(dir.resolve("client.properties"), "client.rack=file\nsecurity.protocol=SSL\n");

        assertThat(Connection.to(
                        "one:1", Map.of("KAFKA_CONFIG_FILE", file.toString(), "KAFKA_CLIENT_RACK", "variable")))
                .isEqualTo(Map.of("bootstrap.servers", "one:1", "security.protocol", "SSL", "client.rack", "variable"));
    }
}
