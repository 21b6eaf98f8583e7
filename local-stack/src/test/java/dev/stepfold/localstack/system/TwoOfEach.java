package dev.stepfold.localstack.system;

import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.supervisor.Supervision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.awaitility.core.ConditionTimeoutException;

/** Two of each service on a cluster of somebody else's, each a process of its own. Each gateway knows both projections. */
final class TwoOfEach implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(4);
    private static final List<String> TWO = List.of("first", "second");

    private final Path checkout;
    private final Map<String, List<OwnService>> services = new HashMap<>();

    private TwoOfEach(Path checkout) {
        this.checkout = checkout;
    }

    /**
     * Starts all six, and waits until they are ready.
     *
     * @param home for their data and logs
     * @param connection how a service, by its name, connects to Kafka: variables of its environment
     * @param more variables of every service
     */
    static TwoOfEach start(
            Path home, Function<String, Map<String, String>> connection, PacedModel model, Map<String, String> more) {
        return start(OwnService.THIS, home, connection, model, more);
    }

    /** As above, from the build of another checkout. */
    static TwoOfEach start(
            Path checkout,
            Path home,
            Function<String, Map<String, String>> connection,
            PacedModel model,
            Map<String, String> more) {
        TwoOfEach system = new TwoOfEach(checkout);
        try {
            Files.createDirectories(home.resolve("logs"));
            Map<String, String> common = new HashMap<>();
            common.put("STEPFOLD_SERVICE_SECRET", RunningStack.SERVICE_SECRET);
            common.put("STEPFOLD_REPLICATION_FACTOR", "3");
            common.putAll(more);
            List<String> projections = new ArrayList<>();
            for (String which : TWO) {
                int port = Supervision.freePort();
                String url = "http://127.0.0.1:" + port;
                projections.add(url);
                Map<String, String> environment = new HashMap<>(common);
                environment.putAll(connection.apply("projection"));
                environment.put("STEPFOLD_ADVERTISED_URL", url);
                environment.put(
                        "STEPFOLD_DATA_DIR",
                        home.resolve("data").resolve("projection-" + which).toString());
                system.launch("projection", which, home, port, environment);
            }
            for (String which : TWO) {
                Map<String, String> environment = new HashMap<>(common);
                environment.putAll(connection.apply("orchestrator"));
                environment.putAll(model.environment());
                environment.put("OPENAI_API_KEY", which);
                system.launch("orchestrator", which, home, Supervision.freePort(), environment);
            }
            for (String which : TWO) {
                Map<String, String> environment = new HashMap<>(common);
                environment.putAll(connection.apply("gateway"));
                environment.put("STEPFOLD_PROJECTION_URL", String.join(",", projections));
                system.launch("gateway", which, home, Supervision.freePort(), environment);
            }
            system.awaitHealthy();
            return system;
        } catch (IOException e) {
            system.close();
            throw new UncheckedIOException(e);
        } catch (ConditionTimeoutException e) {
            system.close();
            throw e;
        }
    }

    private void launch(String service, String which, Path home, int port, Map<String, String> environment) {
        environment.put("STEPFOLD_INSTANCE", which);
        Path log = home.resolve("logs").resolve(service + "-" + which + ".log");
        services.computeIfAbsent(service, _ -> new ArrayList<>())
                .add(OwnService.launch(checkout, service + "-service", log, port, environment));
    }

    List<URI> gateways() {
        return urls("gateway");
    }

    List<URI> projections() {
        return urls("projection");
    }

    /** Where those of a kind are. */
    List<URI> urls(String service) {
        return services.getOrDefault(service, List.of()).stream()
                .map(OwnService::uri)
                .toList();
    }

    /** Stops one of a kind, and starts it again from this build. The others go on. */
    void upgrade(String service, int which) {
        Objects.requireNonNull(services.get(service)).get(which).upgrade();
        awaitHealthy();
    }

    /** Waits until each answers its health check; none may have ended. */
    void awaitHealthy() {
        List<OwnService> all = services.values().stream().flatMap(List::stream).toList();
        await().atMost(READY_WITHIN).until(() -> {
            if (!all.stream().allMatch(OwnService::isAlive)) {
                throw new AssertionError("a service has ended: its log says why");
            }
            return all.stream().allMatch(OwnService::isHealthy);
        });
    }

    @Override
    public void close() {
        services.values().stream().flatMap(List::stream).parallel().forEach(OwnService::close);
    }
}
