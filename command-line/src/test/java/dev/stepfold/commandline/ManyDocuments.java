package dev.stepfold.commandline;

import dev.stepfold.commandline.files.LoggedRecord;
import dev.stepfold.commandline.kafka.ArchivePlaces;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.Stretches;
import dev.stepfold.commandline.kafka.Workers;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/**
 * For measuring, run by hand: {@code load <documents>} fills a cluster with documents of 31 events; {@code hash} prints one
 * SHA-256 of all records of all documents' topics and archived logs, with their offsets.
 */
public final class ManyDocuments {
    private static final int EVENTS = 31;
    private static final int WORDS = 150;
    private static final int TOPICS_PER_PRODUCER = 250;
    private static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    private ManyDocuments() {}

    public static void main(String[] arguments) throws Exception {
        try (Cluster cluster = Cluster.connect(KafkaConnection.ofEnvironment(System.getenv()))) {
            if (arguments[0].equals("load")) {
                load(cluster, Integer.parseInt(arguments[1]));
            } else {
                System.out.println(hash(cluster));
            }
        }
    }

    private static void load(Cluster cluster, int documents) throws Exception {
        TopicLayout layout = new TopicLayout(6, (short) 1);
        SharedTopics.ensure(cluster.admin(), KafkaNames.DEFAULT, layout);
        Random random = new Random(1);
        List<DocumentId> ids = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            ids.add(new DocumentId("many-" + i));
        }
        Map<String, Object> config = new HashMap<>();
        config.put("compression.type", "lz4");
        config.put("linger.ms", 20);
        config.put("max.in.flight.requests.per.connection", 1);
        try (DocumentTopics topics = new DocumentTopics(cluster.admin(), KafkaNames.DEFAULT, layout);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (List<DocumentId> part : Workers.parts(ids, TOPICS_PER_PRODUCER)) {
                List<Future<?>> created = new ArrayList<>();
                part.forEach(id -> created.add(executor.submit(() -> topics.create(id))));
                for (Future<?> one : created) {
                    one.get();
                }
                try (Producer<String, byte[]> producer = cluster.kafka().producer(config)) {
                    for (DocumentId id : part) {
                        var _ = producer.send(
                                Records.ofCommand(KafkaNames.DEFAULT, Story.start(id, "a library"), TRACE));
                        for (EncodedEvent event : EncodedEvent.linked(ChainHash.START, events(id, random))) {
                            var _ = producer.send(Records.forDocument(
                                    KafkaNames.DEFAULT,
                                    event,
                                    TRACE,
                                    event.event().sequence() - 1));
                            var _ = producer.send(Records.forStepEvents(KafkaNames.DEFAULT, event, TRACE));
                        }
                    }
                }
            }
        }
    }

    private static List<RecordedEvent> events(DocumentId id, Random random) {
        List<RecordedEvent> events = new ArrayList<>();
        for (int sequence = 0; sequence < EVENTS; sequence++) {
            DocumentEvent event = sequence == 0
                    ? new AgentRun.Started(
                            new CommandId("start-" + id), Owner.LOCAL, "a library", RunOptions.DEFAULT, null)
                    : sequence == EVENTS - 1
                            ? new AgentRun.Completed(Duration.ofSeconds(9), null, List.of())
                            : new AgentStep.Processing(StepId.PROMPT_UNDERSTANDING, words(random), 1, 4);
            events.add(new RecordedEvent(id, new RunId("run-1"), sequence, Instant.now(), event));
        }
        return events;
    }

    private static String words(Random random) {
        return random.ints(WORDS, 0, 2_000)
                .mapToObj(number -> Integer.toString(number * 7919 + 100_000, 36))
                .collect(Collectors.joining(" "));
    }

    private static String hash(Cluster cluster) throws Exception {
        Map<String, MessageDigest> digests = new ConcurrentHashMap<>();
        List<Stretches.Stretch> stretches = new ArrayList<>();
        cluster.ends(cluster.documentTopics().keySet().stream()
                        .map(cluster::partitionOf)
                        .toList())
                .forEach((partition, end) -> stretches.add(new Stretches.Stretch(partition, 0, end.offset())));
        Workers.run(
                cluster,
                Workers.parts(stretches, Stretches.AT_ONCE),
                (part, consumer) -> new Stretches(cluster, consumer).read(part, new Stretches.Sink() {
                    @Override
                    public void take(ConsumerRecord<byte[], byte[]> record) {
                        digest(
                                digests,
                                cluster.names().documentOf(record.topic()).orElseThrow(),
                                LoggedRecord.of(record));
                    }

                    @Override
                    public void finished(TopicPartition partition) {}
                }));
        try (var consumer = cluster.reader()) {
            ArchivePlaces.logs(
                    cluster,
                    consumer,
                    ArchivePlaces.read(cluster, consumer),
                    (place, log) ->
                            LoggedRecord.of(log).forEach(record -> digest(digests, place.documentId(), record)));
        }
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        new TreeMap<>(digests).forEach((id, digest) -> {
            all.update(id.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            all.update(digest.digest());
        });
        return HexFormat.of().formatHex(all.digest()) + "  of " + digests.size() + " documents";
    }

    private static void digest(Map<String, MessageDigest> digests, DocumentId id, LoggedRecord record) {
        digests.computeIfAbsent(id.value(), _ -> {
                    try {
                        return MessageDigest.getInstance("SHA-256");
                    } catch (java.security.NoSuchAlgorithmException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .update(record.line());
    }
}
