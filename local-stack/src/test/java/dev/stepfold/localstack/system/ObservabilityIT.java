package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.StackPorts;
import dev.stepfold.localstack.system.Exposition.Family;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What the real processes show of themselves, beside what the documentation, the alerts and the dashboards say of it. */
@TestInstance(Lifecycle.PER_CLASS)
class ObservabilityIT {
    private static final Path DOCUMENTED = Path.of("..", "docs", "metrics.md");
    private static final Path DEPLOYED = Path.of("..", "deploy", "observability");
    private static final String OWN = "stepfold_";
    private static final String SERVICES = "@services";

    /** Added by Prometheus as it scrapes. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance", "le");

    private static final Pattern IN_TEXT = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}");

    private RunningStack stack;
    private Client client;
    private Map<String, Exposition> exposed = Map.of();

    @BeforeAll
    void runOnce(@TempDir Path temporary) throws InterruptedException {
        stack = RunningStack.start(temporary, RunningStack.freePorts(), Map.of());
        client = new Client(stack.baseUrl());
        String id = client.create("Create a task management system", Runs.newKey());
        client.follow(id, "-1", Runs::endsRun);
        assertThat(client.get("/api/documents/nobody").statusCode()).isEqualTo(404);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            exposed = scraped();
            assertThat(sum("orchestrator", "stepfold_orchestrator_forward_lag_events", Map.of()))
                    .isZero();
            assertThat(sum("gateway", "stepfold_gateway_relay_lag_events", Map.of()))
                    .isZero();
            assertThat(sum("projection", "stepfold_projection_lag_events", Map.of()))
                    .isZero();
            // What is sent is counted a moment later.
            assertThat(sum("gateway", "stepfold_gateway_frames_total", Map.of("kind", "event")))
                    .isEqualTo(sum("orchestrator", "stepfold_orchestrator_forward_duration_seconds_count", Map.of()));
            assertThat(sum("gateway", "stepfold_gateway_problems_total", Map.of("code", "document-not-found")))
                    .isEqualTo(1);
        });
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private Map<String, Exposition> scraped() {
        StackPorts ports = stack.ports();
        Map<String, Integer> services = new LinkedHashMap<>();
        services.put("gateway", ports.gateway());
        services.put("orchestrator", ports.orchestrator());
        services.put("projection", ports.projection());
        Map<String, Exposition> scraped = new LinkedHashMap<>();
        services.forEach((service, port) -> scraped.put(
                service,
                Exposition.parse(new Client(URI.create("http://127.0.0.1:" + port))
                        .get("/prometheus")
                        .body())));
        return scraped;
    }

    private double sum(String service, String name, Map<String, String> labels) {
        return Objects.requireNonNull(exposed.get(service)).sum(name, labels);
    }

    @Test
    void countsWhatARunDoes() {
        Map<String, String> completed = Map.of("outcome", "completed");
        assertThat(sum("orchestrator", "stepfold_orchestrator_runs_started_total", Map.of()))
                .isEqualTo(1);
        assertThat(sum("orchestrator", "stepfold_orchestrator_runs_total", completed))
                .isEqualTo(1);
        assertThat(sum("orchestrator", "stepfold_orchestrator_run_duration_seconds_count", Map.of()))
                .isEqualTo(1);
        for (StepId step : StepId.values()) {
            assertThat(sum(
                            "orchestrator",
                            "stepfold_orchestrator_step_duration_seconds_count",
                            Map.of("step", step.wireName())))
                    .as(step.wireName())
                    .isEqualTo(1);
        }
        double forwarded = sum("orchestrator", "stepfold_orchestrator_forward_duration_seconds_count", Map.of());
        double appends =
                sum("orchestrator", "stepfold_orchestrator_append_duration_seconds_count", Map.of("outcome", "won"));
        assertThat(forwarded).isGreaterThan(25);
        assertThat(appends).isBetween(6.0, forwarded);
        assertThat(sum("gateway", "stepfold_gateway_relay_delay_seconds_count", Map.of()))
                .isEqualTo(forwarded);
        assertThat(sum("gateway", "stepfold_gateway_frames_total", Map.of("kind", "event")))
                .isEqualTo(forwarded);
        assertThat(sum("gateway", "stepfold_gateway_problems_total", Map.of("code", "document-not-found")))
                .isEqualTo(1);
        assertThat(sum("gateway", "stepfold_gateway_document_topics", Map.of())).isEqualTo(1);
        assertThat(exposed.keySet())
                .allSatisfy(service -> assertThat(sum(service, "stepfold_healthy", Map.of()))
                        .as(service)
                        .isEqualTo(1));
    }

    @Test
    void tellsEveryProbeThatItIsWell() throws Exception {
        StackPorts ports = stack.ports();
        for (int port : new int[] {ports.gateway(), ports.orchestrator(), ports.projection()}) {
            URI liveness = URI.create("http://127.0.0.1:" + port + "/health/liveness");
            try (HttpClient probe = HttpClient.newHttpClient()) {
                assertThat(probe.send(HttpRequest.newBuilder(liveness).build(), HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(healthCheckOfTheImages(port)).isZero();
        }
    }

    /** The exit status of the program by which an engine of containers asks. */
    private static int healthCheckOfTheImages(int port) throws IOException, InterruptedException {
        ProcessBuilder check = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of("..", "service-http", "target", "service-http.jar").toString(),
                "dev.stepfold.servicehttp.HealthCheck");
        check.environment().put("MICRONAUT_SERVER_PORT", Integer.toString(port));
        return check.inheritIO().start().waitFor();
    }

    @Test
    void documentsEveryMetricAndNoOther() throws IOException {
        List<String> table = table();
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target", "metrics.md"), table);

        List<String> documented = Files.readAllLines(DOCUMENTED).stream()
                .filter(line -> line.startsWith("| `" + OWN))
                .toList();

        assertThat(documented)
                .as("the table of docs/metrics.md; target/metrics.md has what is exposed")
                .isEqualTo(table);
    }

    private List<String> table() {
        Map<String, Set<String>> services = new TreeMap<>();
        Map<String, String> rows = new TreeMap<>();
        exposed.forEach((service, exposition) -> exposition.families().values().stream()
                .filter(family -> family.name().startsWith(OWN))
                .filter(family -> !isMaximumOfATimer(family, exposition))
                .forEach(family -> {
                    services.computeIfAbsent(family.name(), _ -> new TreeSet<>())
                            .add(service);
                    String labels = exposition.labelsOf(family).stream()
                            .map(label -> "`" + label + "`")
                            .collect(Collectors.joining(", "));
                    rows.put(
                            family.name(),
                            family.type() + " | " + labels + " | " + SERVICES + " | " + family.help() + " |");
                }));
        List<String> table = new ArrayList<>();
        services.forEach((name, of) -> table.add("| `" + name + "` | "
                + Objects.requireNonNull(rows.get(name)).replace(SERVICES, String.join(", ", of))));
        return table;
    }

    /** Each timer has one: the longest time of the last two minutes. */
    private static boolean isMaximumOfATimer(Family family, Exposition exposition) {
        return family.name().endsWith("_seconds_max")
                && exposition.families().containsKey(family.name().replaceFirst("_max$", ""));
    }

    @Test
    void exposesEverythingThatAlertsAndDashboardsName() throws IOException {
        List<Exposition.Sample> samples = Exposition.samples(exposed.values());
        Map<String, Exposition.Sample> any =
                samples.stream().collect(Collectors.toMap(Exposition.Sample::name, one -> one, (one, _) -> one));
        List<Expression> expressions = new ArrayList<>(ofAlerts());
        expressions.addAll(ofDashboards());
        assertThat(expressions).hasSizeGreaterThan(30);
        List<String> unknown = new ArrayList<>();
        for (Expression expression : expressions) {
            PromQl names = PromQl.parse(expression.promQl());
            Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
            assertThat(names.selectors()).as(expression.where()).isNotEmpty();
            for (PromQl.Selector selector : names.selectors()) {
                if (!selector.metric().equals("up") && !any.containsKey(selector.metric())) {
                    unknown.add(expression.where() + ": " + selector.metric());
                    continue;
                }
                List<Exposition.Sample> series = samples.stream()
                        .filter(sample -> sample.name().equals(selector.metric()))
                        .toList();
                series.forEach(sample -> labels.addAll(sample.labels().keySet()));
                selector.labels().stream()
                        .filter(label -> !OF_PROMETHEUS.contains(label.name()))
                        .flatMap(label -> label.values().stream()
                                .filter(value -> series.stream()
                                        .noneMatch(sample ->
                                                value.equals(sample.labels().get(label.name()))))
                                .map(value -> selector.metric() + "{" + label.name() + "=" + value + "}"))
                        .forEach(missing -> unknown.add(expression.where() + ": " + missing));
            }
            Stream.concat(names.grouped().stream(), expression.labelsInTexts().stream())
                    .filter(label -> !labels.contains(label))
                    .forEach(label -> unknown.add(expression.where() + ": label " + label));
        }
        assertThat(unknown).isEmpty();
    }

    /** An expression, where it is, and the labels that texts beside it show. */
    private record Expression(String where, String promQl, List<String> labelsInTexts) {}

    private static List<Expression> ofAlerts() throws IOException {
        Object read = new Yaml().load(Files.readString(DEPLOYED.resolve("alerts.yml")));
        JsonNode rules = ContractMapper.mapper().valueToTree(read);
        List<Expression> expressions = new ArrayList<>();
        for (JsonNode group : rules.path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                expressions.add(new Expression(
                        rule.path("alert").asText(),
                        rule.path("expr").asText(),
                        inTexts(rule.path("annotations").path("summary").asText())));
            }
        }
        return expressions;
    }

    private static List<Expression> ofDashboards() throws IOException {
        List<Expression> expressions = new ArrayList<>();
        try (Stream<Path> files = Files.list(DEPLOYED.resolve("grafana"))) {
            for (Path file : files.sorted().toList()) {
                for (JsonNode panel : Client.json(Files.readString(file)).path("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        expressions.add(new Expression(
                                file.getFileName() + ", " + panel.path("title").asText(),
                                target.path("expr").asText(),
                                inTexts(target.path("legendFormat").asText())));
                    }
                }
            }
        }
        return expressions;
    }

    private static List<String> inTexts(String text) {
        return IN_TEXT.matcher(text).results().map(found -> found.group(1)).toList();
    }
}
