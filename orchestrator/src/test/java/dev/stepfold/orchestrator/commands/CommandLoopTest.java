package dev.stepfold.orchestrator.commands;

import static dev.stepfold.orchestrator.document.DocumentStage.cancel;
import static dev.stepfold.orchestrator.document.DocumentStage.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.orchestrator.document.DocumentStage;
import dev.stepfold.orchestrator.document.RecordingRunner.Begun;
import dev.stepfold.orchestrator.kafka.KafkaClients;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.command.Command;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A member of the group on a real broker: joins, restarts after a failure, and leaves. The broker is its own, since the
 * group has one name and what it has committed is counted.
 */
@ExtendWith(KafkaClusterExtension.class)
class CommandLoopTest {
    private static final Duration SESSION = Duration.ofSeconds(6);
    private static final Duration LONG = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init") // set by the extension
    static KafkaCluster cluster;

    /** Of the command that was sent last. */
    private static long lastOffset = -1;

    private final DocumentStage stage = new DocumentStage();
    private final DocumentId documentId = new DocumentId(UUID.randomUUID().toString());
    private final List<Consumer<String, byte[]>> consumers = new CopyOnWriteArrayList<>();
    private Admin admin;
    private CommandsGroup group;
    private Producer<String, byte[]> producer;
    private KafkaClients clients;
    private CommandLoop loop;

    @BeforeEach
    void connect() throws Exception {
        Map<String, Object> connection = Map.of("bootstrap.servers", cluster.getBootstrapServers());
        admin = Admin.create(connection);
        group = new CommandsGroup(admin);
        SharedTopics.ensure(admin, KafkaNames.DEFAULT, new TopicLayout(1, (short) 1));
        producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
        clients = new KafkaClients(KafkaConnection.of(connection));
        loop = loop(this::consumer);
    }

    @AfterEach
    void disconnect() throws Exception {
        loop.close();
        group.commit(lastOffset + 1); // The next test begins behind these commands.
        producer.close();
        admin.close();
    }

    @Test
    void ownsDocumentsFromWhenItHasJoinedTheGroupUntilItIsClosed() {
        assertThat(loop.isJoined()).isFalse();
        assertThat(loop.owns(documentId)).isFalse();

        loop.start();
        await().atMost(LONG).until(() -> loop.isJoined() && loop.owns(documentId));

        loop.close();
        assertThat(loop.isJoined()).isFalse();
        assertThat(loop.owns(documentId)).isFalse();
    }

    @Test
    void handsACommandToItsDocument() throws Exception {
        loop.start();
        send(start(documentId));

        awaitThat(() -> begun().contains(documentId));

        assertThat(loop.activeDocuments()).isEqualTo(1);
    }

    @Test
    void stopsTheActiveDocumentsWhenItIsClosed() throws Exception {
        loop.start();
        send(start(documentId));
        awaitThat(() -> begun().contains(documentId));

        loop.close();

        awaitStopped();
        assertThat(loop.activeDocuments()).isZero();
    }

    /** This consumer does not say that its partitions are revoked when it is closed, as after a failure. */
    @Test
    void stopsItsDocumentsByItselfHoweverItsConsumerEnds() throws Exception {
        MockConsumer<String, byte[]> silent = new MockConsumer<>("earliest");
        silent.updatePartitions(
                KafkaNames.DEFAULT.commands(),
                List.of(new PartitionInfo(KafkaNames.DEFAULT.commands(), 0, null, null, null)));
        silent.updateBeginningOffsets(Map.of(CommandsGroup.PARTITION, 0L));
        ProducerRecord<String, byte[]> command =
                Records.ofCommand(KafkaNames.DEFAULT, start(documentId), DocumentStage.TRACE);
        silent.schedulePollTask(() -> {
            silent.rebalance(List.of(CommandsGroup.PARTITION));
            silent.addRecord(new ConsumerRecord<>(KafkaNames.DEFAULT.commands(), 0, 0, command.key(), command.value()));
        });
        loop = loop(() -> silent);
        loop.start();
        awaitThat(() -> begun().contains(documentId));

        loop.close();

        awaitStopped();
    }

    @Test
    void commitsWhatIsFinishedWhenItIsClosed() throws Exception {
        loop.start();
        DocumentId unfinished = new DocumentId(UUID.randomUUID().toString());
        send(start(documentId));
        send(cancel(documentId));
        send(start(unfinished));
        awaitThat(() -> begun().contains(unfinished) && loop.activeDocuments() == 1);

        loop.close();

        assertThat(group.committed()).isEqualTo(lastOffset);
    }

    @Test
    void beginsAnewWithAFreshConsumerWhereTheFirstOneFails() {
        MockConsumer<String, byte[]> broken = new MockConsumer<>("earliest");
        broken.setPollException(new KafkaException("broken"));
        loop = loop(() -> consumers.isEmpty() ? kept(broken) : consumer());

        loop.start();

        await().atMost(LONG).until(loop::isJoined);
        assertThat(broken.closed()).isTrue();
        assertThat(consumers).hasSize(2);
    }

    @Test
    void beginsAnewWhereNoConsumerCanBeMade() {
        List<String> failures = new CopyOnWriteArrayList<>();
        loop = loop(() -> {
            if (failures.isEmpty()) {
                failures.add("once");
                throw new KafkaException("no such host");
            }
            return consumer();
        });

        loop.start();

        await().atMost(LONG).until(loop::isJoined);
    }

    @Test
    void stopsTheDocumentsOfAConsumerThatIsDoneAndReadsTheirCommandsAgainWithAnother() throws Exception {
        loop.start();
        send(start(documentId));
        awaitThat(() -> begun().contains(documentId));

        consumers.getFirst().wakeup();

        awaitThat(() -> begun().stream().filter(documentId::equals).count() == 2);
        awaitStopped();
        assertThat(consumers).hasSize(2);
    }

    private CommandLoop loop(Supplier<Consumer<String, byte[]>> supplier) {
        return new CommandLoop(
                supplier,
                KafkaNames.DEFAULT.commands(),
                stage.ports(Thread::startVirtualThread, InstantSource.system()),
                new DeadLetters(producer, KafkaNames.DEFAULT, "test"),
                new DocumentLimits(100, 100, 1_000_000),
                SESSION);
    }

    private Consumer<String, byte[]> consumer() {
        return kept(clients.commands(null, SESSION));
    }

    private Consumer<String, byte[]> kept(Consumer<String, byte[]> consumer) {
        consumers.add(consumer);
        return consumer;
    }

    /** The turn in which the attempt was begun may not be over. */
    private void awaitStopped() {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(stage.runner.stopped())
                        .extracting(Begun::documentId)
                        .contains(documentId));
    }

    private void send(Command command) throws Exception {
        lastOffset = producer.send(Records.ofCommand(KafkaNames.DEFAULT, command, DocumentStage.TRACE))
                .get()
                .offset();
    }

    private List<DocumentId> begun() {
        return stage.runner.begun().stream().map(Begun::documentId).toList();
    }

    /** While it waits, timers go off: those of documents that try again. */
    private void awaitThat(Callable<Boolean> condition) {
        await().atMost(LONG).until(() -> {
            stage.setOffTimers();
            return condition.call();
        });
    }
}
