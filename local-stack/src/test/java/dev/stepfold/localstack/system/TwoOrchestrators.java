package dev.stepfold.localstack.system;

import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.supervisor.Supervision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A running stack with a second orchestrator beside its own, so that each can take over from the other. A member of a group
 * is given up after two seconds of silence. Whatever was frozen goes on when it is closed.
 */
final class TwoOrchestrators implements AutoCloseable {
    private static final String SESSION_TIMEOUT_MS = "2000";
    private static final Duration SOON = Duration.ofSeconds(90);

    private final RunningStack stack;
    private final OwnService second;
    private final Map<Part, Long> frozen = new EnumMap<>(Part.class);

    /** A process. */
    enum Part {
        KAFKA("kafka"),
        FIRST("orchestrator"),
        SECOND("second-orchestrator"),
        PROJECTION("projection"),
        GATEWAY("gateway");

        private final String process;

        Part(String process) {
            this.process = process;
        }

        /** The key by which the model knows an orchestrator. */
        String key() {
            return process;
        }

        boolean isOrchestrator() {
            return this == FIRST || this == SECOND;
        }

        @Override
        public String toString() {
            return process;
        }
    }

    private TwoOrchestrators(RunningStack stack, OwnService second) {
        this.stack = stack;
        this.second = second;
    }

    /** Starts all, and waits until they are ready. */
    static TwoOrchestrators start(Path home, PacedModel model) throws InterruptedException {
        return start(home, model, Map.of());
    }

    /**
     * Starts all.
     *
     * @param more variables of every process
     */
    static TwoOrchestrators start(Path home, PacedModel model, Map<String, String> more) throws InterruptedException {
        Map<String, String> first = environment(model, Part.FIRST);
        first.putAll(more);
        RunningStack stack = RunningStack.start(home, RunningStack.freePorts(), first);
        Map<String, String> environment = environment(model, Part.SECOND);
        environment.putAll(more);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.bootstrapServers());
        Path log = home.resolve("logs").resolve(Part.SECOND + ".log");
        TwoOrchestrators started =
                new TwoOrchestrators(stack, OwnService.launch("orchestrator-service", log, environment));
        try {
            started.awaitHealthy();
            return started;
        } catch (IllegalStateException | ConditionTimeoutException | InterruptedException e) {
            started.close();
            throw e;
        }
    }

    private static Map<String, String> environment(PacedModel model, Part orchestrator) {
        Map<String, String> environment = new HashMap<>(model.environment());
        environment.put("OPENAI_API_KEY", orchestrator.key());
        environment.put("STEPFOLD_INSTANCE", orchestrator.toString());
        environment.put("STEPFOLD_SESSION_TIMEOUT_MS", SESSION_TIMEOUT_MS);
        return environment;
    }

    URI gateway() {
        return stack.baseUrl();
    }

    URI projection() {
        return URI.create("http://127.0.0.1:" + stack.ports().projection());
    }

    String bootstrapServers() {
        return stack.bootstrapServers();
    }

    /** Whether it can be killed or frozen: it runs, and is not frozen already. */
    synchronized boolean isUp(Part part) {
        return !frozen.containsKey(part)
                && ProcessHandle.of(pid(part)).filter(ProcessHandle::isAlive).isPresent();
    }

    /** Kills it the hard way; all but the second orchestrator are started again by their supervisor. */
    synchronized void kill9(Part part) throws InterruptedException {
        frozen.remove(part);
        if (part == Part.SECOND) {
            second.kill9();
        } else {
            stack.kill9(part.toString());
        }
    }

    /** Starts the second orchestrator where it does not run. */
    void startSecond() {
        second.start();
    }

    /** Stops it from doing anything until {@link #thaw}: SIGSTOP. */
    synchronized void freeze(Part part) throws InterruptedException, IOException {
        long pid = pid(part);
        frozen.put(part, pid);
        Supervision.signal("STOP", pid);
    }

    /** Lets it go on, where it is frozen and was not killed since: SIGCONT. */
    synchronized void thaw(Part part) throws InterruptedException, IOException {
        Long pid = frozen.remove(part);
        if (pid != null) {
            Supervision.signal("CONT", pid);
        }
    }

    /** Lets everything go on. */
    synchronized void thawAll() throws InterruptedException, IOException {
        for (Part part : List.copyOf(frozen.keySet())) {
            thaw(part);
        }
    }

    /** Waits until every process answers its health check. */
    void awaitHealthy() throws InterruptedException {
        for (Part part : Part.values()) {
            if (part == Part.SECOND) {
                await().atMost(SOON).until(second::isHealthy);
            } else {
                stack.awaitHealthy(part.toString());
            }
        }
    }

    private long pid(Part part) {
        return part == Part.SECOND ? second.pid() : stack.pid(part.toString());
    }

    @Override
    public void close() {
        try {
            thawAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            second.close();
            stack.close();
        }
    }
}
