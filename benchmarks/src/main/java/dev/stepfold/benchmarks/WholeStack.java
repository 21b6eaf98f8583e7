package dev.stepfold.benchmarks;

import dev.stepfold.documentlog.Flush;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Broker, projection, gateway and mostly an orchestrator, as {@code ./run} starts them, with fresh data. */
final class WholeStack implements AutoCloseable {
    private final Stack stack;
    private final HttpClient http;
    private final CommittedEvents committed;
    private final Projection projection;
    private final Gateway gateway;
    private final Optional<Process> orchestrator;
    private final StepfoldClient client;

    /** What the orchestrator runs. */
    enum Steps {
        /** {@link EmptySteps}, in an orchestrator that is embedded in this program. */
        EMPTY,
        /** The built-in generator, in the orchestrator's service. */
        BUILT_IN,
        /**
         * Nothing: there is no orchestrator. For rows that append as one: a real one would take their documents for runs that
         * nobody looks after, and go on with them.
         */
        NONE
    }

    private WholeStack(Stack stack, Steps steps) {
        this.stack = stack;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        this.committed = new CommittedEvents(stack.connection());
        this.projection = stack.startProjection(http);
        this.gateway = stack.startGateway("gateway", projection);
        this.orchestrator = switch (steps) {
            case EMPTY -> Optional.of(stack.startEmptyOrchestrator());
            case BUILT_IN ->
                Optional.of(stack.startOrchestrator("local", "orchestrator", Map.of("STEPFOLD_INSTANCE", "local"))
                        .process());
            case NONE -> Optional.empty();
        };
        this.client = new StepfoldClient(gateway.port(), http);
    }

    /**
     * Starts all of it, and waits until it is ready.
     *
     * @param root the folder of the project
     */
    static WholeStack start(Path root, Steps steps, Flush flush, Waiting waiting) throws InterruptedException {
        Stack stack = Stack.start(root, flush, waiting);
        try {
            WholeStack whole = new WholeStack(stack, steps);
            waiting.until("the gateway is ready", whole.gateway::isHealthy);
            waiting.until("the projection is ready", whole.projection::isReady);
            return whole;
        } catch (RuntimeException | InterruptedException e) {
            stack.close();
            throw e;
        }
    }

    /** The Kafka connection settings. */
    Map<String, Object> connection() {
        return stack.connection();
    }

    StepfoldClient client() {
        return client;
    }

    Gateway gateway() {
        return gateway;
    }

    /** Starts another gateway, which has seen no event yet. */
    Gateway startGateway(Waiting waiting) throws InterruptedException {
        Gateway another = stack.startGateway("another-gateway", projection);
        waiting.until("the other gateway is ready", another::isHealthy);
        return another;
    }

    /** Waits until everything that was asked of it is done: all events are in the committed states. */
    void settle(Waiting waiting) throws InterruptedException {
        waiting.until("the projection has committed all events", committed::areAll);
    }

    /** The processor time of each process since its start, in seconds. */
    Map<String, Double> processorSeconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        seconds.put("Kafka", ProcessorTime.secondsOf(stack.broker()));
        orchestrator.ifPresent(process -> seconds.put("orchestrator", ProcessorTime.secondsOf(process)));
        seconds.put("projection", ProcessorTime.secondsOf(projection.process()));
        seconds.put("gateway", ProcessorTime.secondsOf(gateway.process()));
        return seconds;
    }

    /** The processor time of all processes since their start, in seconds. */
    double processorSecondsOfAll() {
        return processorSeconds().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    @Override
    public void close() {
        committed.close();
        http.close();
        stack.close();
    }
}
