package dev.stepfold.localstack.system;

import dev.stepfold.localstack.system.Auditor.Audited;
import dev.stepfold.localstack.system.Chaos.Suffered;
import dev.stepfold.localstack.system.PacedModel.Ask;
import dev.stepfold.localstack.system.TwoOrchestrators.Part;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What can be counted and measured from outside, once everything is over. The model, the processes and this one share a
 * clock.
 *
 * @param documents what the auditor found, by what was asked for
 * @param asks every call of the model
 * @param faults what befell the processes, in its order
 */
record ChaosFigures(Map<String, Audited> documents, List<Ask> asks, List<Suffered> faults) {
    ChaosFigures {
        documents = Map.copyOf(documents);
        asks = List.copyOf(asks);
        faults = List.copyOf(faults);
    }

    /**
     * The calls for a step that had completed by then. A call that was on its way when its orchestrator froze, and came
     * out of it when another had completed the step, is none of them: nobody can take it back.
     */
    List<Ask> asksForCompleted() {
        return late(false);
    }

    /** Those that came out of a frozen orchestrator. */
    List<Ask> asksFromTheFreezer() {
        return late(true);
    }

    private List<Ask> late(boolean frozen) {
        return asks.stream()
                .filter(ask -> completed(ask)
                        .filter(completed -> wasFrozen(ask, completed) == frozen)
                        .isPresent())
                .toList();
    }

    private boolean wasFrozen(Ask ask, Instant completed) {
        return faults.stream()
                .anyMatch(fault -> fault.isFreezeOf(part(ask), completed) && !fault.isFreezeOf(part(ask), ask.at()));
    }

    private static Part part(Ask ask) {
        return Arrays.stream(Part.values())
                .filter(part -> part.key().equals(ask.key()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("who asked? " + ask));
    }

    /** When the step that was asked for had completed, where it had. */
    private Optional<Instant> completed(Ask ask) {
        Audited document = documents.get(ask.request());
        return document == null
                ? Optional.empty()
                : document.history().stream()
                        .filter(event -> event.event() instanceof AgentStep.Complete complete
                                && complete.step() == ask.step()
                                && event.timestamp().isBefore(ask.at()))
                        .map(RecordedEvent::timestamp)
                        .findFirst();
    }

    /** How many calls were made for attempts that a call had been made for. */
    long attemptsRepeated() {
        return documents.entrySet().stream()
                .mapToLong(document -> Arrays.stream(StepId.values())
                        .mapToLong(step ->
                                Math.max(0, asked(document.getKey(), step) - attempts(document.getValue(), step)))
                        .sum())
                .sum();
    }

    private long asked(String request, StepId step) {
        return asks.stream()
                .filter(ask -> ask.step() == step && ask.request().equals(request))
                .count();
    }

    private static long attempts(Audited document, StepId step) {
        var metrics = document.state().metrics().get(step);
        return metrics == null ? 0 : metrics.attempts();
    }

    /** From the fault, where it killed an orchestrator, to the next event of each document it had in flight. */
    private List<Duration> untilNextEvents(Suffered fault) {
        List<Duration> all = new ArrayList<>();
        if (fault.isKillOfOrchestrator()) {
            documents.forEach((request, document) ->
                    nextAfter(fault, request, document).ifPresent(next -> all.add(Duration.between(fault.at(), next))));
        }
        return all;
    }

    /** When the next event came, where the document was in flight with the orchestrator that was killed. */
    private Optional<Instant> nextAfter(Suffered kill, String request, Audited document) {
        List<RecordedEvent> before = document.history().stream()
                .filter(event -> !event.timestamp().isAfter(kill.at()))
                .toList();
        boolean theirs = asks.stream()
                .filter(ask -> ask.request().equals(request) && ask.at().isBefore(kill.at()))
                .reduce((_, last) -> last)
                .filter(last -> part(last) == kill.fault().part())
                .isPresent();
        if (!theirs || Runs.fold(document.documentId(), before).status() != RunStatus.RUNNING) {
            return Optional.empty();
        }
        return document.history().stream()
                .skip(before.size())
                .map(RecordedEvent::timestamp)
                .findFirst();
    }

    /** In lines, for people. */
    String text() {
        Map<String, Long> dealt = faults.stream()
                .collect(Collectors.groupingBy(Suffered::kindAndPart, TreeMap::new, Collectors.counting()));
        Map<RunStatus, Long> ends = documents.values().stream()
                .collect(Collectors.groupingBy(
                        document -> document.state().status(), TreeMap::new, Collectors.counting()));
        return """
                faults: %s %s
                documents: %s %s
                calls of the model: %d; for steps that had completed: %d (and out of a frozen orchestrator: %d); \
                attempts in flight repeated: %d
                fenced writes: %d
                kill -9 of an orchestrator to the next event of a document in flight: %s
                """.formatted(
                faults.size(),
                dealt,
                documents.size(),
                ends,
                asks.size(),
                asksForCompleted().size(),
                asksFromTheFreezer().size(),
                attemptsRepeated(),
                documents.values().stream().mapToInt(Audited::fencedWrites).sum(),
                spread(faults.stream().flatMap(fault -> untilNextEvents(fault).stream())));
    }

    /** The faults in their order, each kill of an orchestrator with what came of it. */
    String chronicle() {
        return faults.stream()
                .map(fault -> "%s  %s%s%n"
                        .formatted(
                                fault.at().truncatedTo(ChronoUnit.MILLIS),
                                fault,
                                fault.isKillOfOrchestrator()
                                        ? "; documents in flight: " + spread(untilNextEvents(fault).stream())
                                        : ""))
                .collect(Collectors.joining());
    }

    private static String spread(Stream<Duration> durations) {
        List<Duration> sorted = durations.sorted().toList();
        return sorted.isEmpty()
                ? "none"
                : "%d times, min %d ms, median %d ms, max %d ms"
                        .formatted(
                                sorted.size(),
                                sorted.getFirst().toMillis(),
                                sorted.get(sorted.size() / 2).toMillis(),
                                sorted.getLast().toMillis());
    }
}
