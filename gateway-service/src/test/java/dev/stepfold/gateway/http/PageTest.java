package dev.stepfold.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.schemas.StepId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the page is made of, without a browser: everything it can ask for is there, is its own, and is light. */
@Timeout(60)
final class PageTest {
    private static final int COMPRESSED_BYTES_MAX = 250_000;
    private static final int LINES_MAX = 300;
    private static final Path SOURCES = Path.of("src/main/resources/public");

    /** Addresses in tags of the page, in imports of modules, and of workers. */
    private static final Pattern REFERENCE =
            Pattern.compile("(?:\\b(?:href|src)=|\\bfrom ?|\\bimport ?\\(?|new Worker\\()[\"']([./][^\"']*)[\"']");

    private static Gateway gateway;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        gateway = new Gateway("127.0.0.1:1", Map.of());
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        gateway.close();
    }

    @Test
    void everythingThatThePageAsksForIsThereAndLightInAll() throws Exception {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of("/"));
        while (!open.isEmpty()) {
            String path = open.pop();
            HttpResponse<byte[]> zipped = get(path, "gzip");
            assertThat(zipped.statusCode()).as(path).isEqualTo(200);
            sizes.put(path, zipped.body().length);
            if (!path.endsWith(".css") && !path.endsWith(".svg")) {
                references(path, new String(get(path, "identity").body(), UTF_8))
                        .filter(reference -> !sizes.containsKey(reference) && !open.contains(reference))
                        .forEach(open::add);
            }
        }

        assertThat(sizes).containsKeys("/page.js", "/page.css", "/lib/lit-html/lit-html.js");
        assertThat(sizes)
                .containsKeys("/page/agent/layout-worker.js", "/vendor/dagre/dagre.esm.js", "/vendor/croner/croner.js")
                .containsKeys("/vendor/json-schema/validator.js");
        assertThat(sizes.values().stream().mapToInt(Integer::intValue).sum()).isLessThan(COMPRESSED_BYTES_MAX);
    }

    @Test
    void theSchemaOfEachStepsResultIsServed() throws Exception {
        for (StepId step : StepId.values()) {
            HttpResponse<byte[]> schema = get("/step-results/" + step.wireName() + ".schema.json", "identity");

            assertThat(schema.statusCode()).isEqualTo(200);
            assertThat(new String(schema.body(), UTF_8)).contains("\"properties\"");
        }
    }

    @Test
    void scriptsAndStylesheetsAreCompressedForAClientThatAcceptsIt() throws Exception {
        for (String path : List.of("/", "/page.js", "/page.css", "/lib/lit-html/lit-html.js")) {
            HttpResponse<byte[]> zipped = get(path, "gzip");

            assertThat(zipped.headers().firstValue("content-encoding")).as(path).hasValue("gzip");
            assertThat(zipped.headers().allValues("vary")).anyMatch(value -> value.equalsIgnoreCase("accept-encoding"));
            assertThat(zipped.body().length).isLessThan(get(path, "identity").body().length);
        }
    }

    @Test
    void everyFileIsShortAndHasOneSubject() throws Exception {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(SOURCES.resolve("vendor")))
                    .toList()) {
                assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThan(LINES_MAX);
            }
        }
    }

    private static Stream<String> references(String path, String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .map(found -> URI.create(path).resolve(found.group(1)).getPath())
                .filter(reference -> !reference.startsWith("/api/"));
    }

    private static HttpResponse<byte[]> get(String path, String encoding) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .header("Accept-Encoding", encoding)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }
}
