package dev.stepfold.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own, which a wrong setting ends with one line. */
class WrongSettingsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    @Test
    void doesNotStartWithADirectoryThatIsAFile() throws Exception {
        Path file = Files.createFile(dir.resolve("file"));

        assertThat(logged("STEPFOLD_DATA_DIR", file.resolve("data").toString()))
                .singleElement()
                .asString()
                .contains("not started: STEPFOLD_DATA_DIR must be a directory that can be created and written to, not "
                        + file.resolve("data"));
    }

    private List<String> logged(String variable, String value) throws IOException, InterruptedException {
        Path output = dir.resolve("output");
        ProcessBuilder service = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ProjectionApplication.class.getName());
        service.environment().put(variable, value);
        service.environment().put("MICRONAUT_SERVER_PORT", "-1");
        service.environment().put("KAFKA_BOOTSTRAP_SERVERS", ""); // as if it were not set
        Process process = service.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).isEqualTo(1);
        return Files.readAllLines(output);
    }
}
