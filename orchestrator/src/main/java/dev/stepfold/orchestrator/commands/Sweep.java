package dev.stepfold.orchestrator.commands;

import dev.stepfold.documentlog.DocumentTopicEnds.Last;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.FeedTail;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.commands.ActiveDocuments.LookingAfter;
import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.DocumentLog;
import dev.stepfold.orchestrator.document.Ports;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the documents that are neither at rest nor looked after, and those whose feed is behind their log. No command
 * leads to them: Kafka has lost records (ADR 44). They are loaded as for a command, and continue by what their log says.
 *
 * <p>A topic is looked at by its end, and by its last record where it has not been seen at rest with that end
 * ({@link SeenAtRest}). Except for {@link #release}, it is used by one thread.
 */
final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final int BATCH_MAX = 500;

    private final Ports ports;
    private final ActiveDocuments documents;
    private final SeenAtRest seen;
    private final Function<DocumentId, OptionalInt> ownedPartition;

    /** The partitions that were swept since they were taken over; their tails may be older than what they are compared with. */
    private final Set<Integer> swept = new HashSet<>();

    /** The partitions of which the documents without a topic were looked at since they were taken over. */
    private final Set<Integer> sweptWithoutTopic = new HashSet<>();

    /** Partitions that were given up since the last sweep. */
    private final Set<Integer> released = ConcurrentHashMap.newKeySet();

    /** Where the topics of the documents ended that the last sweep made active. */
    private final Map<DocumentId, Long> madeActive = new HashMap<>();

    /** Documents with an empty log whose events the feed holds before its tail; at most one for each empty topic. */
    private final Set<DocumentId> heldByTheFeed = new HashSet<>();

    /** Topics that the cluster made by itself, as they were found the last time; at most one for each empty topic. */
    private final Map<DocumentId, DocumentLog.LeftOver> leftOvers = new HashMap<>();

    /** Whether this sweep found something that the next one has to find, too. */
    private boolean isToBeRepeated;

    /** Whether a read of the whole feed failed in this sweep: it takes long, and no sweep waits for it twice. */
    private boolean feedIsSilent;

    /** @param ownedPartition the partition of a document, if this orchestrator owns it now */
    Sweep(Ports ports, ActiveDocuments documents, SeenAtRest seen, Function<DocumentId, OptionalInt> ownedPartition) {
        this.ports = ports;
        this.documents = documents;
        this.seen = seen;
        this.ownedPartition = ownedPartition;
    }

    /**
     * Looks at all documents of the owned partitions.
     *
     * @param owned the partitions that are owned
     * @return false if another sweep should follow soon: the limit of active documents was reached before every document that
     *     needs it was loaded, or a topic is to be deleted
     * @throws LogUnavailableException when Kafka did not answer; what was not looked at is looked at the next time
     */
    boolean run(Set<Integer> owned) throws LogUnavailableException {
        forgetReleased();
        feedIsSilent = false;
        isToBeRepeated = false;
        swept.retainAll(owned);
        sweptWithoutTopic.retainAll(owned);
        seen.beginListing();
        Map<DocumentId, Long> ends =
                ports.ends().ends(documentId -> ownedPartition.apply(documentId).isPresent());
        seen.keepListed(ends::containsKey);
        leftOvers.keySet().retainAll(ends.keySet());
        rememberWhatCameToRest(ends);
        Map<Integer, List<DocumentId>> questions = new HashMap<>();
        ends.forEach((documentId, end) -> {
            OptionalInt partition = ownedPartition.apply(documentId);
            if (partition.isPresent() && !seen.holds(documentId, end) && !documents.isLookedAfter(documentId)) {
                questions
                        .computeIfAbsent(partition.getAsInt(), _ -> new ArrayList<>())
                        .add(documentId);
            }
        });
        boolean whole = true;
        for (int partition : owned) {
            if (!sweptWithoutTopic.contains(partition) && lookWithoutTopic(partition, ends.keySet())) {
                sweptWithoutTopic.add(partition);
            }
        }
        for (var question : questions.entrySet()) {
            whole &= look(question.getKey(), question.getValue());
        }
        swept.addAll(owned);
        return whole && !isToBeRepeated;
    }

    /** A partition was given up. Called by any thread. */
    void release(int partition) {
        released.add(partition);
    }

    /** What was seen in partitions that were given up meanwhile counts no more, even if they are owned again. */
    private void forgetReleased() {
        Set<Integer> lost = new HashSet<>(released);
        if (!lost.isEmpty()) {
            released.removeAll(lost);
            swept.removeAll(lost);
            sweptWithoutTopic.removeAll(lost);
            madeActive.clear();
            heldByTheFeed.clear();
            seen.keepOnly(documentId -> {
                OptionalInt partition = ownedPartition.apply(documentId);
                return partition.isPresent() && !lost.contains(partition.getAsInt());
            });
        }
    }

    /** A document that was made active, and is at rest with a topic that has not changed, has nothing left to do. */
    private void rememberWhatCameToRest(Map<DocumentId, Long> ends) {
        madeActive.forEach((documentId, end) -> {
            if (end.equals(ends.get(documentId))
                    && !documents.isLookedAfter(documentId)
                    && !seen.knows(documentId)
                    && !seen.isStuck(documentId, end)) {
                seen.add(documentId, end, false);
            }
        });
        madeActive.clear();
    }

    /**
     * Documents that are archived or erased, which the feed does not show: they are forwarded to their end, or erased
     * again.
     *
     * @return false if one is active, for a command, or the limit of active documents is reached; then it is looked at
     *     again
     */
    private boolean lookWithoutTopic(int partition, Set<DocumentId> withTopic) throws LogUnavailableException {
        FeedTail tail = ports.tails().read(partition);
        boolean done = true;
        for (DocumentId documentId : tail.lostSightOf(withTopic)) {
            if (documents.isLookedAfter(documentId)) {
                done = false;
            } else if (ports.archive().find(documentId).isPresent()) {
                done &= documents.lookAfter(documentId, partition, false) == LookingAfter.BEGUN;
            } else {
                done &= eraseAgain(documentId, partition, tail);
            }
        }
        return done;
    }

    private boolean eraseAgain(DocumentId documentId, int partition, FeedTail tail) throws LogUnavailableException {
        Optional<Delivery> erasure = ports.tails().erasure(documentId, partition, tail.since());
        if (erasure.isEmpty()) {
            LOG.warn("in the feed, but without a log and not erased documentId={}", documentId);
            return true;
        }
        return eraseAgain(erasure.get());
    }

    private boolean eraseAgain(Delivery erasure) {
        LOG.info(
                "erased again, the feed does not say so documentId={}",
                erasure.command().documentId());
        return documents.carryOutAgain(List.of(erasure));
    }

    private boolean look(int partition, List<DocumentId> questions) throws LogUnavailableException {
        boolean isTailOld = swept.contains(partition);
        for (int from = 0; from < questions.size(); from += BATCH_MAX) {
            List<DocumentId> batch = questions.subList(from, Math.min(from + BATCH_MAX, questions.size()));
            Map<DocumentId, Last> open = stillOpen(ports.ends().last(batch));
            if (open.isEmpty()) {
                continue;
            }
            boolean someAreShorter =
                    open.entrySet().stream().anyMatch(found -> found.getValue().endOffset() < seen.end(found.getKey()));
            if (isTailOld || someAreShorter) {
                ports.tails().forget(partition);
                isTailOld = false;
            }
            FeedTail tail = ports.tails().read(partition);
            for (var found : open.entrySet()) {
                if (!look(found.getKey(), partition, found.getValue(), tail)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Without the documents that came to rest, or were begun to be looked after, while all the ends were asked for. Where many
     * are at work there are always some, and the feed's tail, which may be long, is not read for them.
     */
    private Map<DocumentId, Last> stillOpen(Map<DocumentId, Last> found) {
        Map<DocumentId, Last> open = new LinkedHashMap<>();
        found.forEach((documentId, last) -> {
            if (ownedPartition.apply(documentId).isPresent()
                    && !seen.holds(documentId, last.endOffset())
                    && !documents.isLookedAfter(documentId)) {
                open.put(documentId, last);
            }
        });
        return open;
    }

    private boolean look(DocumentId documentId, int partition, Last last, FeedTail tail)
            throws LogUnavailableException {
        if (last.event().filter(event -> isDone(event, tail)).isPresent()) {
            seen.add(documentId, last.endOffset(), false);
            return true;
        }
        if (documents.isLookedAfter(documentId)) {
            return true;
        }
        switch (last.endOffset() == 0 ? left(documentId, partition, tail) : Left.SOMETHING) {
            case NOTHING -> {
                return beginAnew(documentId, partition);
            }
            case UNKNOWN -> {
                return true;
            }
            case ARCHIVED -> {
                if (isLeftOver(documentId)) {
                    return true;
                }
            }
            case SOMETHING -> {
                // Where its erasure was asked for, an empty log does not get its events back from a feed that lost the
                // tombstone.
                Optional<Delivery> erasure = last.endOffset() == 0
                        ? ports.tails().erasure(documentId, partition, tail.since())
                        : Optional.empty();
                if (erasure.isPresent()) {
                    return eraseAgain(erasure.get());
                }
            }
        }
        LOG.info("looked after without a command documentId={} endOffset={}", documentId, last.endOffset());
        LookingAfter outcome = documents.lookAfter(documentId, partition, seen.isStuck(documentId, last.endOffset()));
        if (outcome == LookingAfter.BEGUN) {
            madeActive.put(documentId, last.endOffset());
        }
        return outcome != LookingAfter.NO_ROOM;
    }

    /**
     * What feed and archive have of a document whose log is empty. The feed is asked beyond its tail, since a log may have
     * lost everything long after its document came to rest. Where Kafka does not tell, the next sweep asks again.
     */
    private Left left(DocumentId documentId, int partition, FeedTail tail) throws LogUnavailableException {
        if (ports.archive().find(documentId).isPresent()) {
            return Left.ARCHIVED;
        }
        if (heldByTheFeed.contains(documentId)
                || !tail.offsetsOutside(documentId, List.of()).isEmpty()) {
            return Left.SOMETHING;
        }
        if (feedIsSilent) {
            return Left.UNKNOWN;
        }
        try {
            if (!ports.tails().holds(documentId, partition)) {
                return Left.NOTHING;
            }
        } catch (LogUnavailableException e) {
            LOG.warn("whether the feed holds events of an empty log is not known documentId={}", documentId, e);
            feedIsSilent = true;
            return Left.UNKNOWN;
        }
        LOG.error(
                "its log is empty, and does not get back the events that the feed holds before its tail documentId={}",
                documentId);
        heldByTheFeed.add(documentId);
        return Left.SOMETHING;
    }

    private enum Left {
        ARCHIVED,
        SOMETHING,
        NOTHING,
        UNKNOWN
    }

    /**
     * A topic without a record, of which the feed has nothing either: what was accepted is carried out again. Where the
     * commands are lost, too, the document is erased, so that nobody takes it for one that is about to begin. Where the
     * cluster made the topic by itself, there is nothing to erase but the topic.
     */
    private boolean beginAnew(DocumentId documentId, int partition) throws LogUnavailableException {
        List<Delivery> commands = ports.tails().commandsSinceStart(documentId, partition);
        if (commands.isEmpty() && isLeftOver(documentId)) {
            return true;
        }
        LOG.warn(
                "nothing is left of its log, {} documentId={}",
                commands.isEmpty() ? "nor of its commands: erased" : "its commands are carried out again",
                documentId);
        return documents.carryOutAgain(
                commands.isEmpty() ? List.of(erasureOfNothing(documentId, partition)) : commands);
    }

    /**
     * Whether a document has nothing but a topic that the cluster made by itself. It is deleted when it is found for the second
     * time: while a broker is behind, what is found for a name may be of two topics, of which the later one is in use.
     */
    private boolean isLeftOver(DocumentId documentId) throws LogUnavailableException {
        Optional<DocumentLog.LeftOver> found = ports.log().findLeftOver(documentId);
        if (found.isEmpty()) {
            return false;
        }
        if (found.get().equals(leftOvers.put(documentId, found.get()))) {
            found.get().delete();
        } else {
            isToBeRepeated = true;
        }
        return true;
    }

    /** By an owner that no document has: should there be a document after all, it is refused. */
    private Delivery erasureOfNothing(DocumentId documentId, int partition) {
        Traceparent trace = Traceparent.random(ports.random());
        String nobody = "nothing-left-" + Long.toHexString(ports.random().nextLong());
        Command.Erase erase = new Command.Erase(
                documentId,
                new CommandId(nobody),
                new Owner(nobody),
                ports.clock().instant());
        return new Delivery(erase, trace, partition, -1, 0);
    }

    /** Whether a log that ends with this event is at rest, whole as far as the feed knows, and forwarded. */
    private static boolean isDone(EncodedEvent last, FeedTail tail) {
        return isRest(last.event()) && tail.endsWith(last);
    }

    /** By its last event alone; a log may be at rest with another one, and is then loaded to find out. */
    private static boolean isRest(RecordedEvent event) {
        return event.isSeal()
                || event.event() instanceof AgentRun.Completed
                || event.event() instanceof AgentRun.Failed
                || event.event() instanceof AgentRun.Cancelled
                || event.event() instanceof AgentRun.Paused;
    }
}
