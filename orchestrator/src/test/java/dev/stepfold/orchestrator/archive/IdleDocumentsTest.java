package dev.stepfold.orchestrator.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.command.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which documents are asked to be archived, and when; time stands still but where a test moves it. */
class IdleDocumentsTest extends TopicsStage {
    private static final Duration AFTER = Duration.ofSeconds(5);
    private static final Instant LONG_AGO = NOW.minus(AFTER);

    private final Set<DocumentId> owned = ConcurrentHashMap.newKeySet();
    private final RefusingArchive archive = new RefusingArchive();
    private final List<Command> asked = new CopyOnWriteArrayList<>();
    private volatile Instant now = NOW;
    private volatile boolean clusterIsFull;
    private volatile IdleDocuments.Requests requests = asked::add;
    private DocumentLogReader reader;
    private IdleDocuments idle;

    @BeforeEach
    void look() {
        reader = new DocumentLogReader(
                KafkaConnection.of(connection), 2, LONG, new DeadLetters(producer, KafkaNames.DEFAULT, "test"));
        idle = idleDocuments();
        idle.start();
    }

    @AfterEach
    void close() {
        idle.close();
        reader.close();
    }

    private IdleDocuments idleDocuments() {
        return new IdleDocuments(
                admin,
                KafkaNames.DEFAULT,
                reader,
                archive,
                owned::contains,
                command -> requests.submit(command),
                AFTER,
                () -> clusterIsFull,
                () -> now);
    }

    @Test
    void asksForADocumentThatHasRestedLongEnoughOnItsOwnersBehalf() throws Exception {
        DocumentId documentId = own(atRest(LONG_AGO));

        awaitAsked(documentId, 1);

        Command command = asked.getFirst();
        assertThat(command).isInstanceOf(Command.Archive.class);
        assertThat(command.owner()).isEqualTo(OWNER);
        assertThat(command.issuedAt()).isEqualTo(NOW);
    }

    @Test
    void asksOnceForEveryRest() throws Exception {
        DocumentId documentId = own(atRest(LONG_AGO));
        awaitAsked(documentId, 1);

        now = NOW.plus(AFTER).minusMillis(1);
        completeALook();

        assertThat(times(documentId)).isEqualTo(1);
    }

    @Test
    void asksAgainUnderTheSameCommandIdWhereTheDocumentIsStillThereAfterAsLongARest() throws Exception {
        DocumentId documentId = own(atRest(LONG_AGO));
        awaitAsked(documentId, 1);

        now = NOW.plus(AFTER);
        awaitAsked(documentId, 2);

        assertThat(asked)
                .extracting(Command::commandId)
                .hasSize(2)
                .containsOnly(asked.getFirst().commandId());
    }

    @Test
    void asksForNoDocumentBeforeItHasRestedLongEnough() throws Exception {
        DocumentId documentId = own(atRest(LONG_AGO.plusMillis(1)));
        completeALook();
        assertThat(times(documentId)).isZero();

        now = NOW.plusMillis(1);
        awaitAsked(documentId, 1);
    }

    @Test
    void asksSoonerWhileTheClusterAllowsNoFurtherTopic() throws Exception {
        DocumentId documentId = own(atRest(NOW.minusSeconds(2)));
        DocumentId busy = own(atRest(NOW.minusSeconds(1)));
        completeALook();
        assertThat(times(documentId)).isZero();

        clusterIsFull = true;
        awaitAsked(documentId, 1);

        assertThat(times(busy)).isZero();
    }

    @Test
    void passesOverADocumentWhoseRunIsGoingOn() throws Exception {
        DocumentId documentId = own(running(LONG_AGO));

        completeALook();

        assertThat(times(documentId)).isZero();
    }

    @Test
    void passesOverADocumentThatAnotherInstanceOwnsUntilItIsItsOwn() throws Exception {
        DocumentId documentId = atRest(LONG_AGO);
        completeALook();
        assertThat(times(documentId)).isZero();

        own(documentId);
        awaitAsked(documentId, 1);
    }

    @Test
    void passesOverADocumentThatTheArchiveRefuses() throws Exception {
        DocumentId documentId = atRest(LONG_AGO);
        archive.refuse(documentId);
        own(documentId);

        completeALook();

        assertThat(times(documentId)).isZero();
    }

    @Test
    void passesOverATopicWithoutAnEvent() throws Exception {
        DocumentId documentId = own(empty());

        completeALook();

        assertThat(times(documentId)).isZero();
    }

    @Test
    void asksLaterForADocumentWhoseCommandWasNotAcknowledged() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        requests = _ -> {
            failed.countDown();
            throw new LogUnavailableException("no answer", new TimeoutException());
        };
        DocumentId documentId = own(atRest(LONG_AGO));
        failed.await();

        requests = asked::add;
        now = NOW.plus(AFTER);

        awaitAsked(documentId, 1);
    }

    @Test
    void looksAgainAfterADefect() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        requests = _ -> {
            failed.countDown();
            throw new IllegalStateException("a defect");
        };
        own(atRest(LONG_AGO));
        failed.await();

        requests = asked::add;

        completeALook();
    }

    @Test
    void breaksOffTheLookThatIsUnderWayWhenItIsClosed() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch brokenOff = new CountDownLatch(1);
        requests = _ -> {
            asking.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                brokenOff.countDown();
                Thread.currentThread().interrupt();
                throw new LogUnavailableException("interrupted", e);
            }
        };
        own(atRest(LONG_AGO));
        asking.await();

        idle.close();

        assertThat(brokenOff.getCount()).isZero();
    }

    /** Its whole log is written by now, so that it is seen as it is. */
    private DocumentId own(DocumentId documentId) {
        owned.add(documentId);
        return documentId;
    }

    /** Waits until a look has begun, and ended, after everything that was done so far: until two in a row have asked. */
    private void completeALook() throws Exception {
        for (int look = 0; look < 2; look++) {
            awaitAsked(own(atRest(LONG_AGO)), 1);
        }
    }

    private void awaitAsked(DocumentId documentId, int times) {
        await().atMost(LONG).until(() -> times(documentId) == times);
    }

    private long times(DocumentId documentId) {
        return asked.stream()
                .filter(command -> command.documentId().equals(documentId))
                .count();
    }
}
