package dev.stepfold.gateway.webhook;

import dev.stepfold.schemas.DocumentId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What webhooks could not be told of, the latest of each webhook in each partition that this gateway owns; every change is
 * written to the journal. Used under the lock of {@link Outbox}.
 */
final class DeadLetters {
    private final Journal journal;
    private final int max;
    private final Map<Shelf, ArrayDeque<Undelivered>> shelves = new HashMap<>();

    private record Shelf(WebhookId webhookId, int partition) {}

    /** @param max how many of one webhook are kept in one partition; the oldest goes */
    DeadLetters(Journal journal, int max) {
        this.journal = journal;
        this.max = max;
    }

    /** This gateway owns a partition from now on, with these in it. */
    void restore(int partition, Collection<Undelivered> letters) {
        letters.stream()
                .sorted(Comparator.comparing(Undelivered::failedAt))
                .forEach(letter -> shelf(letter.webhookId(), partition).addLast(letter));
    }

    /** Another gateway owns a partition from now on. */
    void release(int partition) {
        shelves.keySet().removeIf(shelf -> shelf.partition == partition);
    }

    void keep(int partition, Undelivered letter) {
        ArrayDeque<Undelivered> letters = shelf(letter.webhookId(), partition);
        letters.addLast(letter);
        journal.undelivered(partition, letter);
        if (letters.size() > max) {
            journal.forget(partition, letters.removeFirst());
        }
    }

    /** Forgets those of a webhook. */
    void forget(int partition, WebhookId webhookId, Predicate<Undelivered> which) {
        @Nullable ArrayDeque<Undelivered> letters = shelves.get(new Shelf(webhookId, partition));
        if (letters != null) {
            List<Undelivered> gone = letters.stream().filter(which).toList();
            letters.removeAll(gone);
            gone.forEach(letter -> journal.forget(partition, letter));
        }
    }

    /** Forgets those of a document, whatever webhook they were for. */
    void forget(int partition, DocumentId documentId) {
        shelves.keySet().stream()
                .filter(shelf -> shelf.partition == partition)
                .forEach(shelf -> forget(
                        partition,
                        shelf.webhookId,
                        letter -> letter.documentId().equals(documentId)));
    }

    /** Forgets those of webhooks that are not registered any more. */
    void drop(Predicate<WebhookId> isGone) {
        shelves.keySet().stream()
                .filter(shelf -> isGone.test(shelf.webhookId))
                .forEach(shelf -> forget(shelf.partition, shelf.webhookId, _ -> true));
        shelves.keySet().removeIf(shelf -> isGone.test(shelf.webhookId));
    }

    private ArrayDeque<Undelivered> shelf(WebhookId webhookId, int partition) {
        return shelves.computeIfAbsent(new Shelf(webhookId, partition), _ -> new ArrayDeque<>());
    }
}
