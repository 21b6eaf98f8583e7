package dev.stepfold.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.builtin.BuiltInGenerator;
import dev.stepfold.generation.sql.postgres.PostgresJudge;
import dev.stepfold.generation.step.AgentAssembly;
import dev.stepfold.generation.step.StepInput;
import dev.stepfold.generation.validation.Validator;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures the built-in generator alone: all six steps of every request of its corpus, on one thread and on two, after
 * warm-up, and the memory that its sentence model takes; then the check of each resulting database, in PostgreSQL.
 */
public final class BuiltInBenchmark {
    private static final int WARM_ROUNDS = 10;
    private static final int ROUNDS = 15;
    private static final PrintStream OUT = System.out;

    private BuiltInBenchmark() {}

    public static void main(String[] args) throws Exception {
        List<String> requests = requests();
        BuiltInGenerator generator = new BuiltInGenerator();
        long before = residentMib();
        Duration first = run(generator, requests.getFirst());
        System.gc();
        OUT.println("first document, which loads the model: " + Figures.seconds(first));
        OUT.println("resident before and after it: " + before + " MiB, " + residentMib() + " MiB");
        for (int round = 0; round < WARM_ROUNDS; round++) {
            for (String request : requests) {
                run(generator, request);
            }
        }
        for (int threads : List.of(1, 2)) {
            report(threads, measure(generator, requests, threads));
        }
        reportChecks(generator, requests);
        OUT.println("resident at the end: " + residentMib() + " MiB");
    }

    private static List<Duration> measure(BuiltInGenerator generator, List<String> requests, int threads)
            throws Exception {
        List<Future<List<Duration>>> parts = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                parts.add(executor.submit(() -> {
                    List<Duration> times = new ArrayList<>();
                    for (int round = 0; round < ROUNDS; round++) {
                        for (String request : requests) {
                            times.add(run(generator, request));
                        }
                    }
                    return times;
                }));
            }
        }
        List<Duration> times = new ArrayList<>();
        for (Future<List<Duration>> part : parts) {
            times.addAll(part.get());
        }
        return times;
    }

    /**
     * Measures the execution of the DDL in PostgreSQL, apart from the first time, which unpacks and starts PostgreSQL.
     */
    private static void reportChecks(BuiltInGenerator generator, List<String> requests) throws Exception {
        List<Agent> agents = new ArrayList<>();
        for (String request : requests) {
            agents.add(AgentAssembly.assemble(results(generator, request), null));
        }
        try (PostgresJudge judge = new PostgresJudge()) {
            Validator validator = new Validator(judge);
            OUT.println("first check of a database: " + Figures.seconds(check(validator, agents.getFirst())));
            List<Duration> times = new ArrayList<>();
            for (int round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
                for (Agent agent : agents) {
                    Duration time = check(validator, agent);
                    if (round >= WARM_ROUNDS) {
                        times.add(time);
                    }
                }
            }
            OUT.print("checks of databases, ");
            report(1, times);
        }
    }

    private static Duration check(Validator validator, Agent agent) throws Exception {
        long start = System.nanoTime();
        List<Finding> findings = validator.check(Owner.LOCAL, StepId.DATABASE_GENERATION, Set.of(), agent, null);
        if (findings.stream()
                .anyMatch(it ->
                        it.severity() == Finding.Severity.ERROR || it.code().equals("unchecked-ddl"))) {
            throw new IllegalStateException(agent.name() + ": " + findings);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration run(BuiltInGenerator generator, String request) throws Exception {
        long start = System.nanoTime();
        results(generator, request);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Map<StepId, ObjectNode> results(BuiltInGenerator generator, String request) throws Exception {
        Map<StepId, ObjectNode> results = new EnumMap<>(StepId.class);
        for (StepId id : StepId.values()) {
            ObjectNode decision = results.get(StepId.DECISION_MAKING);
            boolean skipped = decision != null && decision.path("skipped").has(id.wireName());
            if (!skipped) {
                StepInput input = new StepInput(request, RunOptions.DEFAULT, null, results, null, 1);
                results.put(id, generator.step(id).run(input, _ -> {}).result());
            }
        }
        return results;
    }

    private static void report(int threads, List<Duration> times) {
        Figures figures = new Figures(times);
        OUT.println(threads + (threads == 1 ? " thread, " : " threads, ") + times.size() + " documents: p50 "
                + Figures.seconds(figures.median()) + ", p99 " + Figures.seconds(figures.percentile(99)) + ", max "
                + Figures.seconds(figures.max()));
    }

    private static List<String> requests() throws IOException {
        try (InputStream file = Objects.requireNonNull(
                BuiltInBenchmark.class.getResourceAsStream("/builtin/requests.txt"), "builtin/requests.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("> "))
                    .map(line -> line.substring(2))
                    .toList();
        }
    }

    private static long residentMib() {
        return Machine.residentBytes(ProcessHandle.current().pid()) / 1024 / 1024;
    }
}
