package dev.stepfold.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.ArchiveIndex;
import dev.stepfold.documentlog.ArchiveReader;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.archive.ArchivedLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an empty cluster holds after a restore. */
class RestoreTest {
    @RegisterExtension
    static final Broker FROM = new Broker();

    @RegisterExtension
    static final Broker TO = new Broker();

    @TempDir
    Path temporary;

    private Story story;

    @BeforeEach
    void open() throws Exception {
        story = new Story(FROM.bootstrapServers());
    }

    @AfterEach
    void close() {
        story.close();
    }

    @Test
    void bringsEveryLogBackAtItsOffsets() throws Exception {
        DocumentId one = story.document("doc-1", "a library", 3);
        story.fence(one);
        story.append(one, Story.step("after the fence"));
        story.raw(new ProducerRecord<>(KafkaNames.DEFAULT.document(one), 0, null, new byte[] {(byte) 0xff, 0}));
        DocumentId archived = story.document("doc-2", "a shop", 3);
        story.archive(archived);
        DocumentId unfinished = story.document("doc-3", "a garden", 1);
        commitAllBut(unfinished);
        backup();

        Ran ran = restore();

        assertThat(ran).as(ran.messages()).returns(0, Ran::exitCode);
        assertThat(ran.out()).contains("2 documents, and 1 archived ones", "3 commands");
        try (Story restored = new Story(TO.bootstrapServers())) {
            assertThat(restored.records(KafkaNames.DEFAULT.document(one)))
                    .isEqualTo(story.records(KafkaNames.DEFAULT.document(one)));
            assertThat(restored.records(KafkaNames.DEFAULT.document(unfinished)))
                    .isEqualTo(story.records(KafkaNames.DEFAULT.document(unfinished)));
            assertThat(archivedLog(TO, archived)).isEqualTo(archivedLog(FROM, archived));
            assertThat(restored.admin().listTopics().names().get())
                    .doesNotContain(KafkaNames.DEFAULT.document(archived), "stepfold.restore");
            assertThat(new TreeSet<>(feed(restored))).isEqualTo(new TreeSet<>(feed(story)));
            assertThat(unfinishedCommands(restored)).containsExactly("doc-3");
        }
        assertThat(Ran.stepfold(TO.bootstrapServers(), "export", "doc-1").out())
                .isEqualTo(
                        Ran.stepfold(FROM.bootstrapServers(), "export", "doc-1").out());
    }

    @Test
    void refusesAClusterThatIsNotEmpty() throws Exception {
        story.document("doc-1", "a library", 1);
        backup();

        Ran ran = Ran.stepfold(FROM.bootstrapServers(), "restore", temporary.toString());

        assertThat(ran).returns(2, Ran::exitCode);
        assertThat(ran.messages())
                .matches("stepfold: The cluster at \\S+ is not empty, it has 1 document topics; a backup can only be "
                        + "restored to an empty one\\n");
    }

    @Test
    void refusesWhileOrchestratorsRun() throws Exception {
        story.document("doc-1", "a library", 1);
        backup();
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", TO.bootstrapServers()));
        config.put("group.id", "stepfold-orchestrator");
        try (Story _ = new Story(TO.bootstrapServers());
                KafkaConsumer<String, byte[]> member =
                        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            member.subscribe(List.of(KafkaNames.DEFAULT.commands()));
            while (member.assignment().isEmpty()) {
                member.poll(Duration.ofMillis(50));
            }

            assertThat(restore())
                    .returns(2, Ran::exitCode)
                    .extracting(Ran::messages)
                    .asString()
                    .contains("stop all services");
        }
    }

    @Test
    void refusesABackupThatNeverFinished() throws Exception {
        story.document("doc-1", "a library", 1);
        backup();
        String json = java.nio.file.Files.readAllLines(temporary.resolve("manifest.ndjson"))
                .getFirst()
                .replaceFirst("\"completedAt\":\"[^\"]*\",", "");
        String sum = java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        java.nio.file.Files.writeString(
                temporary.resolve("manifest.ndjson"), json + "\n{\"sha256\":\"" + sum + "\"}\n");

        assertThat(restore())
                .returns(2, Ran::exitCode)
                .extracting(Ran::messages)
                .asString()
                .contains("No backup to");
    }

    @Test
    void goesOnWhereItWasInterrupted() throws Exception {
        DocumentId one = story.document("doc-1", "a library", 3);
        DocumentId two = story.document("doc-2", "a shop", 3);
        DocumentId archived = story.document("doc-3", "a garden", 1);
        story.archive(archived);
        commitAllBut(two);
        backup();
        restore();
        // A restore that was killed: the marker is there, one topic is half written, one holds something else, the
        // archive
        // lacks a place, the commands have not come.
        try (Story torn = new Story(TO.bootstrapServers())) {
            List<ConsumerRecord<String, byte[]>> records = torn.read(KafkaNames.DEFAULT.document(one));
            torn.admin()
                    .deleteTopics(List.of(
                            KafkaNames.DEFAULT.document(one),
                            KafkaNames.DEFAULT.document(two),
                            KafkaNames.DEFAULT.archivedDocuments(),
                            KafkaNames.DEFAULT.commands()))
                    .all()
                    .get();
            org.awaitility.Awaitility.await()
                    .until(() -> !torn.admin().listTopics().names().get().contains(KafkaNames.DEFAULT.commands()));
            torn.admin()
                    .createTopics(List.of(
                            new NewTopic(KafkaNames.DEFAULT.document(one), 1, (short) 1),
                            new NewTopic(KafkaNames.DEFAULT.document(two), 1, (short) 1),
                            new NewTopic("stepfold.restore", 1, (short) 1)))
                    .all()
                    .get();
            for (ConsumerRecord<String, byte[]> record : records.subList(0, 2)) {
                torn.raw(new ProducerRecord<>(
                        record.topic(), 0, record.timestamp(), record.key(), record.value(), record.headers()));
            }
            torn.raw(new ProducerRecord<>(KafkaNames.DEFAULT.document(two), 0, "doc-2", new byte[] {1}));
            String manifest = java.nio.file.Files.readAllLines(temporary.resolve("manifest.ndjson"))
                    .getFirst();
            String backup = manifest.replaceAll(".*\"clusterId\":\"([^\"]*)\".*", "$1") + "/1/"
                    + manifest.replaceAll(".*\"index\":\\{[^}]*\"sha256\":\"([^\"]*)\".*", "$1");
            torn.raw(new ProducerRecord<>(
                    "stepfold.restore", 0, null, backup.getBytes(java.nio.charset.StandardCharsets.UTF_8)));

            Ran ran = restore();

            assertThat(ran).as(ran.messages()).returns(0, Ran::exitCode);
            assertThat(torn.records(KafkaNames.DEFAULT.document(one)))
                    .isEqualTo(story.records(KafkaNames.DEFAULT.document(one)));
            assertThat(torn.records(KafkaNames.DEFAULT.document(two)))
                    .isEqualTo(story.records(KafkaNames.DEFAULT.document(two)));
            assertThat(archivedLog(TO, archived)).isEqualTo(archivedLog(FROM, archived));
            assertThat(unfinishedCommands(torn)).containsExactly("doc-2");
        }
    }

    @Test
    void refusesToGoOnWithAnotherBackup() throws Exception {
        story.document("doc-1", "a library", 1);
        backup();
        try (Story torn = new Story(TO.bootstrapServers())) {
            torn.admin()
                    .createTopics(List.of(new NewTopic("stepfold.restore", 1, (short) 1)))
                    .all()
                    .get();
            torn.raw(new ProducerRecord<>("stepfold.restore", 0, null, new byte[] {'x'}));

            assertThat(restore())
                    .returns(2, Ran::exitCode)
                    .extracting(Ran::messages)
                    .asString()
                    .contains("A restore of another backup");
        }
        assertThat(Ran.stepfold(TO.bootstrapServers(), "doctor").out())
                .contains("a restore was begun and has not finished");
    }

    @Test
    void restoresNothingOfAnErasedDocument() throws Exception {
        story.document("doc-1", "a library", 2);
        DocumentId erased = story.document("doc-2", "a secret garden", 2);
        backup();
        story.erase(erased);
        backup();

        assertThat(restore()).returns(0, Ran::exitCode);

        try (Story restored = new Story(TO.bootstrapServers())) {
            assertThat(restored.admin().listTopics().names().get()).doesNotContain(KafkaNames.DEFAULT.document(erased));
            assertThat(String.join("\n", restored.records(KafkaNames.DEFAULT.commands())))
                    .doesNotContain("secret");
            assertThat(String.join("\n", restored.records(KafkaNames.DEFAULT.stepEvents())))
                    .doesNotContain("secret");
        }
    }

    /** All commands are finished but that one, which is the lowest of its partition. */
    private void commitAllBut(DocumentId unfinished) throws Exception {
        for (int partition = 0; partition < Story.PARTITIONS; partition++) {
            int number = partition;
            List<ConsumerRecord<String, byte[]>> commands = story.read(KafkaNames.DEFAULT.commands()).stream()
                    .filter(record -> record.partition() == number)
                    .toList();
            long committed = commands.size();
            java.util.BitSet finished = new java.util.BitSet();
            for (ConsumerRecord<String, byte[]> command : commands) {
                if (command.key().equals(unfinished.value())) {
                    committed = command.offset();
                    finished.set(1, (int) (commands.size() - committed));
                    break;
                }
            }
            if (!commands.isEmpty()) {
                story.commit(
                        partition,
                        committed,
                        java.util.Base64.getEncoder().withoutPadding().encodeToString(finished.toByteArray()));
            }
        }
    }

    /** The documents of the commands that an orchestrator carries out when it starts. */
    private static List<String> unfinishedCommands(Story of) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = of.committed();
        return of.read(KafkaNames.DEFAULT.commands()).stream()
                .filter(record -> {
                    OffsetAndMetadata commit = committed.get(new TopicPartition(record.topic(), record.partition()));
                    return record.offset() >= commit.offset()
                            && !java.util.BitSet.valueOf(
                                            java.util.Base64.getDecoder().decode(commit.metadata()))
                                    .get((int) (record.offset() - commit.offset()));
                })
                .map(ConsumerRecord::key)
                .toList();
    }

    /** The events of the feed, without their offsets and times. */
    private static List<String> feed(Story of) throws Exception {
        return of.records(KafkaNames.DEFAULT.stepEvents()).stream()
                .map(line -> line.split(" ", 3)[2])
                .collect(Collectors.toList());
    }

    private static ArchivedLog archivedLog(Broker broker, DocumentId documentId) throws Exception {
        Map<String, Object> connection = Map.of("bootstrap.servers", broker.bootstrapServers());
        Duration timeout = Duration.ofSeconds(20);
        try (ArchiveIndex index = new ArchiveIndex(KafkaConnection.of(connection), timeout);
                ArchiveReader reader = new ArchiveReader(KafkaConnection.of(connection), index, 1, timeout)) {
            index.start();
            return reader.find(documentId).orElseThrow();
        }
    }

    private void backup() {
        Ran ran = Ran.stepfold(FROM.bootstrapServers(), "backup", temporary.toString());
        assertThat(ran.exitCode()).as(ran.messages()).isZero();
    }

    private Ran restore() {
        return Ran.stepfold(TO.bootstrapServers(), "restore", temporary.toString());
    }
}
