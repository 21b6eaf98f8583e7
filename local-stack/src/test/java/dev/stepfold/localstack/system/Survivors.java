package dev.stepfold.localstack.system;

import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.StepResult;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is left of every document in the files of a stack that does not run, read from the files themselves.
 *
 * @param logs the documents' own topics, by name
 * @param feed all partitions of {@code stepfold.step-events}
 * @param commanded the documents that a command is left of
 */
record Survivors(Map<String, Topic> logs, Topic feed, Set<String> commanded) {
    /** A step of a run, by the run's request, which no other document has. */
    record Step(String request, StepId step) {}

    static Survivors of(StoppedStack files) {
        return new Survivors(
                files.partitions(topic -> topic.startsWith(KafkaNames.DEFAULT.documentPrefix())).stream()
                        .collect(Collectors.toMap(PartitionFiles::topic, PartitionFiles::read)),
                new Topic(records(files, KafkaNames.DEFAULT.stepEvents()).toList()),
                records(files, KafkaNames.DEFAULT.commands())
                        .map(ConsumerRecord::key)
                        .collect(Collectors.toSet()));
    }

    private static Stream<ConsumerRecord<String, byte[]>> records(StoppedStack files, String name) {
        return files.partitions(name::equals).stream().flatMap(partition -> partition.read().records().stream());
    }

    /** What the document's own log has. */
    List<RecordedEvent> log(String id) {
        Topic topic = logs.get(KafkaNames.DEFAULT.documentPrefix() + id);
        return topic == null ? List.of() : topic.unfenced();
    }

    /** What the feed has of the document. */
    List<RecordedEvent> feed(String id) {
        return feed.ofDocument(id);
    }

    /** The longer of the two; it begins with the other, since every event is in the log first. */
    List<RecordedEvent> events(String id) {
        List<RecordedEvent> log = log(id);
        List<RecordedEvent> fed = feed(id);
        return log.size() >= fed.size() ? log : fed;
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
}
