package dev.stepfold.localstack.system;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.Topics;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.localstack.system.PartitionFiles.Kept;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What is left of every document in the files of a stack that does not run, read from the files themselves. */
final class Survivors {
    private final Map<String, List<RecordedEvent>> logs = new HashMap<>();
    private final Map<String, List<RecordedEvent>> feeds = new HashMap<>();
    private final Set<String> commanded = new HashSet<>();

    /** A step of a run, by the run's request, which no other run has. */
    record Step(String request, StepId step) {}

    private Survivors() {}

    static Survivors of(StoppedStack files) {
        Survivors survivors = new Survivors();
        for (PartitionFiles partition : files.partitions(topic -> topic.startsWith(Topics.DOCUMENT_PREFIX))) {
            String id = partition.topic().substring(Topics.DOCUMENT_PREFIX.length());
            survivors.logs.put(
                    id,
                    new ArrayList<>(partition.records().stream()
                            .filter(kept -> event(kept).sequence() == kept.offset())
                            .map(Survivors::event)
                            .toList()));
        }
        for (PartitionFiles partition : files.partitions(Topics.STEP_EVENTS::equals)) {
            for (Kept kept : partition.records()) {
                List<RecordedEvent> feed = survivors.feeds.computeIfAbsent(kept.key(), _ -> new ArrayList<>());
                RecordedEvent event = event(kept);
                if (feed.isEmpty() || event.sequence() > feed.getLast().sequence()) {
                    feed.add(event);
                }
            }
        }
        for (PartitionFiles partition : files.partitions(Topics.COMMANDS::equals)) {
            partition.records().forEach(kept -> survivors.commanded.add(kept.key()));
        }
        return survivors;
    }

    /** The document's own log. */
    List<RecordedEvent> log(String id) {
        return logs.getOrDefault(id, List.of());
    }

    /** What the feed has of the document. */
    List<RecordedEvent> feed(String id) {
        return feeds.getOrDefault(id, List.of());
    }

    /** The longer of the two. */
    List<RecordedEvent> events(String id) {
        return log(id).size() >= feed(id).size() ? log(id) : feed(id);
    }

    /** Whether a command for the document is left. */
    boolean isCommanded(String id) {
        return commanded.contains(id);
    }

    /** The steps of the document's latest run whose result is left. */
    Set<Step> results(String id) {
        Map<String, Set<StepId>> results = new HashMap<>();
        String request = "";
        for (RecordedEvent event : events(id)) {
            switch (event.event()) {
                case AgentRun.Started started -> request = started.request();
                case AgentRun.Restarted restarted ->
                    of(results, request).removeIf(step -> step.compareTo(restarted.fromStep()) >= 0);
                case StepResult result -> of(results, request).add(result.step());
                default -> {}
            }
        }
        Set<Step> all = new HashSet<>();
        results.forEach((of, steps) -> steps.forEach(step -> all.add(new Step(of, step))));
        return all;
    }

    private static Set<StepId> of(Map<String, Set<StepId>> results, String request) {
        return results.computeIfAbsent(request, _ -> new HashSet<>());
    }

    private static RecordedEvent event(Kept kept) {
        try {
            return JsonCodec.EVENTS.decode(Objects.requireNonNull(kept.value()));
        } catch (UnreadableException e) {
            throw new AssertionError("no event: " + kept, e);
        }
    }
}
