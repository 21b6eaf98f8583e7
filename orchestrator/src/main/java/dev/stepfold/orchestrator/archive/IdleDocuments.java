package dev.stepfold.orchestrator.archive;

import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.document.Archive;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests the archiving of documents that have been at rest long enough, so that the number of topics follows the
 * number of documents in use. Each orchestrator sends an ordinary command for the documents whose partitions it owns,
 * at most {@value #ASKED_MAX} a look. If a partition changes its owner meanwhile, both orchestrators send the command,
 * with the same command id; it is answered once.
 */
public final class IdleDocuments implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IdleDocuments.class);
    private static final Duration LOOK_INTERVAL_MAX = Duration.ofMinutes(1);
    private static final Duration LOOK_INTERVAL_MIN = Duration.ofMillis(500);
    /** The longest wait before another look at a topic whose age is not known. */
    private static final Duration LOOK_AGAIN_MAX = Duration.ofMinutes(10);

    /** How long a document must have been at rest while the cluster allows no further topic. */
    private static final Duration REST_WHEN_SHORT = Duration.ofSeconds(2);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final int ASKED_MAX = 200;
    private static final int QUESTIONS_MAX = 500;

    private final DocumentTopicAges topics;
    private final DocumentLogReader reader;
    private final Archive archive;
    private final Predicate<DocumentId> owned;
    private final Requests requests;
    private final Duration restBefore;
    private final BooleanSupplier isShortOfTopics;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("idle-documents").unstarted(this::run);

    /** When each document is to be looked at again. Has an entry per document topic, whose number has a budget. */
    private final Map<DocumentId, Instant> due = new HashMap<>();

    /** Takes commands. */
    @FunctionalInterface
    public interface Requests {
        /**
         * Writes a command.
         *
         * @throws LogUnavailableException when Kafka did not acknowledge
         */
        void submit(Command command) throws LogUnavailableException;
    }

    /**
     * @param owned whether this instance owns a document's partition now
     * @param after how long a document must have been at rest; positive
     * @param isShortOfTopics whether the cluster allows no further topic: then documents go sooner, so that their topics can be
     *     those of others
     */
    public IdleDocuments(
            Admin admin,
            KafkaNames names,
            DocumentLogReader reader,
            Archive archive,
            Predicate<DocumentId> owned,
            Requests requests,
            Duration after,
            BooleanSupplier isShortOfTopics,
            InstantSource clock) {
        this.topics = new DocumentTopicAges(admin, names);
        this.reader = reader;
        this.archive = archive;
        this.owned = owned;
        this.requests = requests;
        this.restBefore = after;
        this.isShortOfTopics = isShortOfTopics;
        this.clock = clock;
    }

    /** Starts to look at intervals; called once. */
    public void start() {
        thread.start();
    }

    private void run() {
        long lookedNanos = System.nanoTime();
        Duration interval = interval(restBefore);
        boolean wasShort = false;
        try {
            while (!closed.await(LOOK_INTERVAL_MIN.toMillis(), TimeUnit.MILLISECONDS)) {
                boolean isShort = isShortOfTopics.getAsBoolean();
                if (isShort != wasShort) {
                    due.clear();
                } else if (System.nanoTime() - lookedNanos < interval.toNanos()) {
                    continue;
                }
                wasShort = isShort;
                Duration after = isShort ? shorter(restBefore, REST_WHEN_SHORT) : restBefore;
                lookedNanos = System.nanoTime();
                interval = interval(after);
                try {
                    look(after);
                } catch (LogUnavailableException e) {
                    LOG.warn("the look for idle documents failed, retrying later reason={}", e.getMessage());
                } catch (RuntimeException | Error e) {
                    LOG.error("the look for idle documents failed, retrying later", e);
                }
            }
        } catch (InterruptedException _) {
            LOG.debug("interrupted to close");
        }
    }

    private static Duration interval(Duration after) {
        Duration tenth = after.dividedBy(10);
        return tenth.compareTo(LOOK_INTERVAL_MIN) < 0 ? LOOK_INTERVAL_MIN : shorter(tenth, LOOK_INTERVAL_MAX);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void look(Duration after) throws LogUnavailableException {
        Duration lookAgain = shorter(after, LOOK_AGAIN_MAX);
        Set<DocumentId> documents = topics.documents();
        due.keySet().retainAll(documents);
        Instant now = clock.instant();
        List<DocumentId> questions = documents.stream()
                .filter(document -> !due.getOrDefault(document, Instant.MIN).isAfter(now))
                .filter(owned)
                .limit(QUESTIONS_MAX)
                .toList();
        Map<DocumentId, Instant> lastWritten = topics.lastWritten(questions);
        int asked = 0;
        for (DocumentId document : questions) {
            Instant written = lastWritten.get(document);
            if (written == null) {
                due.put(document, now.plus(lookAgain));
            } else if (written.plus(after).isAfter(now)) {
                due.put(document, written.plus(after));
            } else if (asked < ASKED_MAX) {
                due.put(document, now.plus(lookAgain));
                asked += ask(document) ? 1 : 0;
                due.put(document, now.plus(after));
            }
        }
    }

    private boolean ask(DocumentId documentId) throws LogUnavailableException {
        Optional<DocumentLogSlice> log = reader.read(documentId, 0);
        DocumentState state =
                DocumentFold.fold(documentId, log.map(DocumentLogSlice::events).orElse(List.of()));
        if (!state.exists() || !state.isAtRest()) {
            return false;
        }
        Optional<String> refusal = archive.refusal(documentId);
        if (refusal.isPresent()) {
            LOG.info("not archived documentId={} reason={}", documentId, refusal.get());
            return false;
        }
        requests.submit(new Command.Archive(
                documentId, commandId(state), Objects.requireNonNull(state.owner()), clock.instant()));
        return true;
    }

    /** The same id for every orchestrator that finds the document at this sequence. */
    private static CommandId commandId(DocumentState state) {
        String name = state.documentId() + ":" + state.sequence();
        return new CommandId("archive-" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** Stops looking. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            if (thread.isAlive() && !thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("the look for idle documents did not end in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
