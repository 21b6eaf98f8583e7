package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.DocumentTopics.Creation;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.testkit.SharedBroker;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.DescribeMetadataQuorumOptions;
import org.apache.kafka.clients.admin.DescribeMetadataQuorumResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MetadataOnDiskTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private final DocumentId documentId = new DocumentId(UUID.randomUUID().toString());
    private final ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor();
    private final HeldQuorum admin = new HeldQuorum(BROKER.bootstrapServers());

    @AfterEach
    void close() {
        admin.release.countDown();
        caller.shutdownNow();
        admin.close();
    }

    @Test
    void aTopicIsCreatedOnceTheControllerHasAnsweredAgain() throws Exception {
        try (DocumentTopics topics = topics(Flush.EVERY_APPEND)) {
            assertThat(heldBack(() -> topics.create(documentId))).isEqualTo(Creation.CREATED);
        }
    }

    @Test
    void aTopicIsDeletedOnceTheControllerHasAnsweredAgain() throws Exception {
        try (DocumentTopics topics = topics(Flush.EVERY_APPEND)) {
            Uuid topicId = created();

            assertThat(heldBack(() -> topics.delete(documentId, topicId))).isTrue();
        }
    }

    @Test
    void aTopicThatWasDeletedBeforeIsSoOnceTheControllerHasAnsweredAgain() throws Exception {
        try (DocumentTopics topics = topics(Flush.EVERY_APPEND);
                DocumentTopics others = topics(Flush.OS)) {
            Uuid topicId = created();
            others.delete(documentId, topicId);

            assertThat(heldBack(() -> topics.delete(documentId, topicId))).isFalse();
        }
    }

    @Test
    void nothingIsWaitedForWhereOtherMachinesHoldWhatIsAcknowledged() throws Exception {
        Uuid topicId = created();
        try (DocumentTopics topics = topics(Flush.OS)) {
            topics.delete(documentId, topicId);
        }

        assertThat(admin.asked.getCount()).isOne();
    }

    private DocumentTopics topics(Flush flush) {
        return new DocumentTopics(admin, KafkaNames.DEFAULT, new TopicLayout(1, (short) 1, flush));
    }

    /** A topic that was created is found a moment later: the broker learns of it from the controller. */
    private Uuid created() throws LogUnavailableException {
        try (DocumentTopics topics = topics(Flush.OS)) {
            topics.create(documentId);
            return await().until(() -> topics.find(documentId), Optional::isPresent)
                    .orElseThrow();
        }
    }

    /** What a call answers that does not return before the controller has answered. */
    private <T> T heldBack(Callable<T> call) throws Exception {
        Future<T> answer = caller.submit(call);
        assertThat(admin.asked.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(answer.isDone()).isFalse();
        admin.release.countDown();
        return answer.get(1, TimeUnit.MINUTES);
    }

    /** Describes the quorum only when it is allowed to. */
    private static final class HeldQuorum extends ForwardingAdmin {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);

        HeldQuorum(String bootstrapServers) {
            super(Map.of("bootstrap.servers", bootstrapServers));
        }

        @Override
        public DescribeMetadataQuorumResult describeMetadataQuorum(DescribeMetadataQuorumOptions options) {
            asked.countDown();
            try {
                release.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return super.describeMetadataQuorum(options);
        }
    }
}
