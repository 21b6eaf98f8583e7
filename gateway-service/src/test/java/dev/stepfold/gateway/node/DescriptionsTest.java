package dev.stepfold.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.testkit.SharedBroker;
import dev.stepfold.testkit.clients.NodeScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What checkers say of {@code /openapi.yaml} (redocly, recommended rules) and of {@code asyncapi.yaml} (its own parser). */
@Timeout(240)
final class DescriptionsTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final Path ASYNC_API = Path.of("../schemas/asyncapi.yaml").toAbsolutePath();

    @Test
    void haveNoProblemOfAnySeverity(@TempDir Path folder) throws IOException {
        // Given what is published, and the same without a member that has to be there
        Path openApi = folder.resolve("openapi.yaml");
        try (Gateway gateway = new Gateway(BROKER.bootstrapServers(), Map.of())) {
            Files.writeString(openApi, gateway.get("/openapi.yaml").body());
        }
        Path badOpenApi = withoutTitle(openApi, folder.resolve("bad-openapi.yaml"));
        Path badAsyncApi = withoutTitle(ASYNC_API, folder.resolve("bad-asyncapi.yaml"));

        // When
        try (NodeScript script =
                NodeScript.start("descriptions", "check.mjs", openApi, ASYNC_API, badOpenApi, badAsyncApi)) {
            JsonNode ofOpenApi = script.await("problems");
            JsonNode ofAsyncApi = script.await("problems");

            // Then
            assertThat(ofOpenApi.path("problems"))
                    .as(ofOpenApi.toPrettyString())
                    .isEmpty();
            assertThat(ofAsyncApi.path("problems"))
                    .as(ofAsyncApi.toPrettyString())
                    .isEmpty();
            assertThat(script.await("problems").path("problems")).isNotEmpty();
            assertThat(script.await("problems").path("problems")).isNotEmpty();
        }
    }

    private static Path withoutTitle(Path file, Path copy) throws IOException {
        return Files.writeString(copy, Files.readString(file).replaceFirst("\n  title: .*", ""));
    }
}
