package dev.stepfold.benchmarks;

import dev.stepfold.benchmarks.StepfoldClient.Finished;
import dev.stepfold.generation.builtin.BuiltInGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Documents of the built-in generator: what is written to Kafka for them, and what it takes to read one that is finished.
 * Whether bytes compress depends on how many events share a batch, so the bytes differ a little from time to time.
 */
final class DocumentsRow implements Row {
    private static final StepfoldClient.Request REQUEST =
            new StepfoldClient.Request("Create a task management system", true, BuiltInGenerator.NAME);
    private static final String WRITTEN = "written to Kafka";
    private static final String BYTES = "bytes/document";
    private static final String GET = "GET of a finished document";
    private static final String MEDIAN = "p50 ms";
    private static final String SIZE = "bytes";

    @Override
    public String name() {
        return "documents";
    }

    @Override
    public String what() {
        return "bytes that are written to Kafka for a built-in document, and GET of a finished one";
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(5);
    }

    @Override
    public void repeat(Session session) throws IOException, InterruptedException {
        session.withStack(WholeStack.Steps.BUILT_IN, stack -> {
            stack.client().runNew(REQUEST);
            stack.settle(session.waiting());
            Map<String, Long> before = KafkaBytes.of(stack.connection());
            int count = session.count(30, 2);
            Queue<Finished> documents = new ConcurrentLinkedQueue<>();
            Load.times(2, count, () -> documents.add(stack.client().runNew(REQUEST)));
            stack.settle(session.waiting());
            addBytes(session, before, KafkaBytes.of(stack.connection()), count);
            read(
                    session,
                    stack.client(),
                    documents.stream().map(Finished::documentId).toList());
        });
    }

    private static void addBytes(Session session, Map<String, Long> before, Map<String, Long> after, int documents) {
        long all = 0;
        for (Map.Entry<String, Long> topic : after.entrySet()) {
            long bytes = topic.getValue() - before.getOrDefault(topic.getKey(), 0L);
            if (bytes > 0) {
                session.add(topic.getKey(), BYTES, (double) bytes / documents);
                all += bytes;
            }
        }
        session.add(WRITTEN, BYTES, (double) all / documents);
    }

    private static void read(Session session, StepfoldClient client, List<String> documents)
            throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger bytes = new AtomicInteger();
        Load.Task read = () -> bytes.set(client.read(documents.get(next.getAndIncrement() % documents.size())).length);
        Load.alone(session.count(300, 2), read);
        Load.Outcome times = Load.alone(session.count(600, 3), read);
        session.add(GET, SIZE, bytes.get());
        session.add(GET, MEDIAN, times.medianMs());
        session.add(GET, "p99 ms", times.percentile99Ms());
    }

    @Override
    public List<Target> targets() {
        return List.of(
                new Target(
                        "bytes written to Kafka ÷ bytes of the document's own topic",
                        new Quantity(WRITTEN, BYTES),
                        new Quantity(KafkaBytes.DOCUMENTS, BYTES),
                        2.2,
                        2.0),
                new Target(
                        "GET of a finished built-in document, bytes", new Quantity(GET, SIZE), null, 60_000, 40_000.0),
                new Target("GET of a finished built-in document, p50 ms", new Quantity(GET, MEDIAN), null, 5, 2.0));
    }
}
