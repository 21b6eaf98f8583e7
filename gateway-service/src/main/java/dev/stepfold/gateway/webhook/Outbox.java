package dev.stepfold.gateway.webhook;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What this gateway has to post: the lanes of the partitions that it owns. It says which lane is due, never one of them
 * twice at a time, and writes what became of it. Webhooks take turns, so that one with many documents does not hold up the
 * others.
 *
 * <p>Every change is written to the journal when it is made, and counts when the journal has settled.
 *
 * <p>Safe for use by many threads.
 */
final class Outbox {
    /** How soon a lane is looked at again whose document could not be read. */
    private static final Duration UNREADABLE_WAIT = Duration.ofSeconds(5);

    private static final long LOOK_MS = 200;

    private final Clock clock;
    private final RetrySchedule schedule;
    private final Limits limits;
    private final Journal journal;

    /** With whom a webhook shares its turns; null if with nobody. */
    private final Function<WebhookId, @Nullable Owner> owners;

    /** The documents of all owned partitions; those without anything pending in the order of their use. */
    private final Map<DocumentId, Letters> documents = new LinkedHashMap<>(16, 0.75f, true);

    /** Of each webhook with something pending its lanes that are not under way; the one whose turn is next comes first. */
    private final SequencedMap<WebhookId, TreeSet<Entry>> waiting = new LinkedHashMap<>();

    /** Of each webhook how many lanes have something pending, under way or not. */
    private final Map<WebhookId, Integer> pending = new HashMap<>();

    private final DeadLetters deadLetters;
    private final Places places;

    /** The entries under way, by the numbers that they were given out with. */
    private final Map<Long, Entry> taken = new HashMap<>();

    private long entries;
    private long given;

    /**
     * Limits.
     *
     * @param underWayMax how many events are posted at once
     * @param underWayOfOwnerMax of one owner
     * @param underWayOfWebhookMax of one webhook
     * @param pendingOfWebhookMax how many documents may have events pending for one webhook; an event of a further one is
     *     given up at once
     * @param undeliveredMax how many dead letters of one webhook are kept in one partition; the oldest goes
     * @param documentsMax how many documents without anything pending are remembered, to recognise an event that comes
     *     again
     */
    record Limits(
            int underWayMax,
            int underWayOfOwnerMax,
            int underWayOfWebhookMax,
            int pendingOfWebhookMax,
            int undeliveredMax,
            int documentsMax) {
        static final Limits DEFAULT = new Limits(32, 8, 4, 1_000, 100, 50_000);
    }

    /** A document's lanes. */
    private static final class Letters {
        final int partition;
        final Map<WebhookId, Entry> lanes = new HashMap<>(2);

        Letters(int partition) {
            this.partition = partition;
        }

        boolean hasPending() {
            return lanes.values().stream().anyMatch(entry -> entry.state.hasPending());
        }
    }

    /** A lane as it is now. */
    private static final class Entry {
        final int partition;
        final long number;
        LaneState state;
        boolean isUnderWay;

        /** Whose place it takes while it is under way. */
        @Nullable Owner owner;

        Entry(int partition, long number, LaneState state) {
            this.partition = partition;
            this.number = number;
            this.state = state;
        }

        Instant dueAt() {
            Instant next = state.nextAttemptAt();
            return next == null ? Instant.MIN : next;
        }
    }

    Outbox(
            Clock clock,
            RetrySchedule schedule,
            Limits limits,
            Journal journal,
            Function<WebhookId, @Nullable Owner> owners) {
        this.clock = clock;
        this.schedule = schedule;
        this.limits = limits;
        this.journal = journal;
        this.owners = owners;
        this.deadLetters = new DeadLetters(journal, limits.undeliveredMax());
        this.places = new Places(limits);
    }

    /** This gateway owns a partition from now on, as it was left. */
    synchronized void restore(int partition, Collection<LaneState> lanes, Collection<Undelivered> letters) {
        for (LaneState state : lanes) {
            put(partition, state);
        }
        deadLetters.restore(partition, letters);
        notifyAll();
    }

    /** Another gateway owns a partition from now on. What is under way is posted, and nothing is written of it. */
    synchronized void release(int partition) {
        documents.values().removeIf(document -> {
            if (document.partition != partition) {
                return false;
            }
            document.lanes.values().forEach(this::unlink);
            return true;
        });
        deadLetters.release(partition);
    }

    /** An event came that a webhook is told of. One that came before is known and left out. */
    synchronized void arrive(int partition, WebhookId webhookId, DocumentId documentId, long sequence, String event) {
        Lane lane = new Lane(webhookId, documentId);
        @Nullable Entry entry = find(lane);
        if (entry != null && sequence <= entry.state.upTo()) {
            return;
        }
        LaneState next = entry == null ? LaneState.of(lane, sequence) : entry.state.extendedTo(sequence);
        boolean hadPending = entry != null && entry.state.hasPending();
        if (!hadPending && pending.getOrDefault(webhookId, 0) >= limits.pendingOfWebhookMax()) {
            write(partition, next.gaveUp(sequence, clock.instant()));
            deadLetters.keep(
                    partition,
                    new Undelivered(
                            webhookId,
                            documentId,
                            sequence,
                            event,
                            0,
                            clock.instant(),
                            "events of too many documents are pending"));
        } else {
            write(partition, hadPending ? next : next.begunAt(sequence));
        }
        notifyAll();
    }

    /** Events are to be posted again. */
    synchronized void replay(int partition, ReplayRequest request) {
        @Nullable Entry entry = find(request.lane());
        LaneState before = entry == null ? LaneState.of(request.lane(), request.from()) : entry.state;
        write(partition, before.replayed(request.from(), request.upTo(), request.requestedAt()));
        deadLetters.forget(
                partition,
                request.webhookId(),
                event -> event.documentId().equals(request.documentId()) && event.sequence() >= request.from());
        notifyAll();
    }

    /** A document was erased: nothing of it is posted from now on, and nothing about it is kept. */
    synchronized void erase(int partition, DocumentId documentId) {
        @Nullable Letters document = documents.remove(documentId);
        if (document != null) {
            document.lanes.values().forEach(entry -> {
                unlink(entry);
                journal.forget(partition, entry.state.lane());
            });
        }
        deadLetters.forget(partition, documentId);
    }

    /** Forgets what belongs to webhooks that are not registered any more. */
    synchronized void drop(Predicate<WebhookId> isGone) {
        for (Letters document : new ArrayList<>(documents.values())) {
            for (Entry entry : new ArrayList<>(document.lanes.values())) {
                if (isGone.test(entry.state.webhookId())) {
                    remove(entry);
                }
            }
        }
        deadLetters.drop(isGone);
    }

    /** Waits until a lane is due, and takes it. The clock is looked at again after {@link #LOOK_MS}, because it may be set. */
    synchronized Due take() throws InterruptedException {
        Optional<Due> due = takeNow();
        while (due.isEmpty()) {
            wait(waiting.isEmpty() ? 0 : Math.clamp(untilNextMs(), 1, LOOK_MS));
            due = takeNow();
        }
        return due.get();
    }

    private long untilNextMs() {
        Instant now = clock.instant();
        return waiting.values().stream()
                .map(lanes -> lanes.first().dueAt())
                .filter(now::isBefore)
                .mapToLong(next -> Duration.between(now, next).toMillis())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Takes a lane if one is due. */
    synchronized Optional<Due> takeNow() {
        if (!places.areFree()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        for (Map.Entry<WebhookId, TreeSet<Entry>> turn : waiting.entrySet()) {
            Entry first = turn.getValue().first();
            @Nullable Owner owner = owners.apply(turn.getKey());
            if (!first.dueAt().isAfter(now) && places.isFree(turn.getKey(), owner)) {
                return Optional.of(take(first, owner));
            }
        }
        return Optional.empty();
    }

    private Due take(Entry entry, @Nullable Owner owner) {
        WebhookId webhookId = entry.state.webhookId();
        TreeSet<Entry> lanes = Objects.requireNonNull(waiting.remove(webhookId));
        lanes.remove(entry);
        if (!lanes.isEmpty()) {
            waiting.putLast(webhookId, lanes);
        }
        entry.isUnderWay = true;
        entry.owner = owner;
        places.take(webhookId, owner);
        Due due = new Due(given++, entry.state);
        taken.put(due.number(), entry);
        return due;
    }

    /**
     * Notes what became of a lane. An outcome of a lane that was erased, replayed or given away meanwhile has no effect.
     *
     * @return what the lane's webhook could not be told of, if the event was given up
     */
    synchronized Optional<Undelivered> settle(Due due, Outcome outcome) {
        @Nullable Entry entry = taken.remove(due.number());
        if (entry == null) {
            return Optional.empty();
        }
        places.giveBack(due.state().webhookId(), entry.owner);
        entry.isUnderWay = false;
        notifyAll();
        if (find(due.state().lane()) != entry) {
            return Optional.empty();
        }
        boolean isReplayed =
                !Objects.equals(entry.state.replayedAt(), due.state().replayedAt());
        if (isReplayed && !(outcome instanceof Outcome.Unregistered)) {
            queue(entry);
            return Optional.empty();
        }
        return settle(entry, outcome);
    }

    private Optional<Undelivered> settle(Entry entry, Outcome outcome) {
        LaneState state = entry.state;
        Instant now = clock.instant();
        switch (outcome) {
            case Outcome.Delivered(long sequence) -> write(entry.partition, state.delivered(sequence));
            case Outcome.Passed(long sequence) ->
                write(entry.partition, state.passed(Math.max(sequence, state.done())));
            case Outcome.Unreadable _ -> {
                entry.state = state.waitingUntil(now.plus(UNREADABLE_WAIT));
                queue(entry);
            }
            case Outcome.Unregistered _ -> remove(entry);
            case Outcome.NoDocument _ -> {
                Optional<Instant> next = schedule.next(
                        state.failures() + 1,
                        now,
                        state.deadline(Instant.MIN, now, RetrySchedule.DAY),
                        Optional.empty());
                if (next.isPresent()) {
                    write(entry.partition, state.failed(now, next.get(), "there is no such document"));
                } else {
                    remove(entry);
                }
            }
            case Outcome.Failed failed -> {
                return failed(entry, failed, now);
            }
        }
        return Optional.empty();
    }

    private Optional<Undelivered> failed(Entry entry, Outcome.Failed failed, Instant now) {
        LaneState state = entry.state;
        Optional<Instant> next = failed.isFinal()
                ? Optional.empty()
                : schedule.next(
                        state.failures() + 1,
                        now,
                        state.deadline(failed.eventAt(), now, RetrySchedule.DAY),
                        failed.retryAfter());
        if (next.isPresent()) {
            write(entry.partition, state.failed(now, next.get(), failed.problem()));
            return Optional.empty();
        }
        Undelivered letter = new Undelivered(
                state.webhookId(),
                state.documentId(),
                failed.sequence(),
                failed.event(),
                state.failures() + 1,
                now,
                failed.problem());
        deadLetters.keep(entry.partition, letter);
        write(entry.partition, state.gaveUp(failed.sequence(), now));
        return Optional.of(letter);
    }

    /** How many lanes have something pending. */
    synchronized int pending() {
        return pending.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many events are posted at this moment. */
    synchronized int underWay() {
        return places.taken();
    }

    /** Writes what is known of a lane once more: another gateway wrote although it owned the partition no more. */
    synchronized void insist(int partition, Lane lane) {
        @Nullable Entry entry = find(lane);
        if (entry != null) {
            journal.lane(partition, entry.state);
        } else {
            journal.forget(partition, lane);
        }
    }

    private @Nullable Entry find(Lane lane) {
        @Nullable Letters document = documents.get(lane.documentId());
        return document == null ? null : document.lanes.get(lane.webhookId());
    }

    private void write(int partition, LaneState state) {
        put(partition, state);
        journal.lane(partition, state);
    }

    private void put(int partition, LaneState state) {
        Letters document = documents.computeIfAbsent(state.documentId(), _ -> new Letters(partition));
        @Nullable Entry entry = document.lanes.get(state.webhookId());
        if (entry == null) {
            entry = new Entry(partition, entries++, state);
            document.lanes.put(state.webhookId(), entry);
        } else {
            unqueue(entry);
            count(entry, -1);
            entry.state = state;
        }
        count(entry, 1);
        queue(entry);
        forgetOldest();
    }

    private void count(Entry entry, int change) {
        if (entry.state.hasPending()) {
            int now = pending.merge(entry.state.webhookId(), change, Integer::sum);
            if (now == 0) {
                pending.remove(entry.state.webhookId());
            }
        }
    }

    private void queue(Entry entry) {
        if (entry.state.hasPending() && !entry.isUnderWay) {
            waiting.computeIfAbsent(
                            entry.state.webhookId(),
                            _ -> new TreeSet<>(
                                    Comparator.comparing(Entry::dueAt).thenComparingLong(other -> other.number)))
                    .add(entry);
        }
    }

    private void unqueue(Entry entry) {
        waiting.computeIfPresent(entry.state.webhookId(), (_, lanes) -> {
            lanes.remove(entry);
            return lanes.isEmpty() ? null : lanes;
        });
    }

    private void remove(Entry entry) {
        unlink(entry);
        documents.computeIfPresent(entry.state.documentId(), (_, document) -> {
            document.lanes.remove(entry.state.webhookId());
            return document.lanes.isEmpty() ? null : document;
        });
        journal.forget(entry.partition, entry.state.lane());
        deadLetters.forget(
                entry.partition,
                entry.state.webhookId(),
                event -> event.documentId().equals(entry.state.documentId()));
    }

    private void unlink(Entry entry) {
        unqueue(entry);
        count(entry, -1);
    }

    private void forgetOldest() {
        Iterator<Letters> oldest = documents.values().iterator();
        int left = documents.size() - limits.documentsMax();
        while (left > 0 && oldest.hasNext()) {
            Letters document = oldest.next();
            left--;
            if (!document.hasPending() && document.lanes.values().stream().noneMatch(entry -> entry.isUnderWay)) {
                oldest.remove();
            }
        }
    }
}
