package dev.stepfold.projection.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of the store {@code documents-by-owner}, ordered so that a page of a list is one range.
 *
 * <pre>
 * d.&lt;documentId&gt;                               the document's row, which implies its entries
 * o.&lt;owner&gt;.&lt;status or -&gt;.&lt;place&gt;       an entry, of the owner's list with that status, or with any
 * a.&lt;status or -&gt;.&lt;place&gt;                 an entry of everybody's list
 * e.&lt;documentId&gt;                               when a document of that id was erased
 * b                                            how far documents from before the index have been added
 * </pre>
 *
 * <p>A place is the time of creation, inverted so that the newest comes first, and the document's id. A row is written
 * after the entries that it implies. The changelog keeps that order, so that a crash may leave entries that are written
 * again, but never an entry that no row implies.
 *
 * <p>The row of a document whose run goes on is not written at every event: how far the run is, a list takes from the
 * document's state.
 */
public final class OwnerIndex {
    private static final String ROW = "d.";
    private static final String ERASED = "e.";
    private static final String BACKFILL = "b";
    private static final byte[] ENTRY = new byte[0];
    private static final String ANY_STATUS = "-";
    private static final Base64.Encoder OWNERS = Base64.getUrlEncoder().withoutPadding();

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** Above every character of a place. */
    private static final String END = "~";

    private OwnerIndex() {}

    /**
     * A document's place in a list: newest first, then by id.
     *
     * @param createdAt when the document was created
     * @param documentId the document
     */
    public record Place(Instant createdAt, DocumentId documentId) {
        /** The same order as that of the lists. */
        String key() {
            return "%016x.%s".formatted(Long.MAX_VALUE - millis(), documentId.value());
        }

        /** A time out of range is placed at the end of the order that it is beyond. */
        private long millis() {
            Instant within = createdAt.isBefore(Instant.EPOCH) ? Instant.EPOCH : createdAt;
            return (within.isAfter(LATEST) ? LATEST : within).toEpochMilli();
        }
    }

    /**
     * The documents that a list contains.
     *
     * @param owner the owner of the documents; null for all owners
     * @param status only those of that status; null for any
     */
    public record Selection(@Nullable Owner owner, @Nullable RunStatus status) {
        private String prefix() {
            String wanted = status == null ? ANY_STATUS : status.wireName();
            return owner == null
                    ? "a." + wanted + "."
                    : "o." + OWNERS.encodeToString(owner.value().getBytes(StandardCharsets.UTF_8)) + "." + wanted + ".";
        }
    }

    /**
     * The rows of a list after a place, in order.
     *
     * @param states the documents' states, of which those are read whose runs go on
     * @param after where the previous page ended; null for the first page
     * @param limit how many rows at most
     */
    public static List<DocumentRow> page(
            ReadOnlyKeyValueStore<String, byte[]> index,
            ReadOnlyKeyValueStore<String, StoredState> states,
            Selection selection,
            @Nullable Place after,
            int limit) {
        String prefix = selection.prefix();
        String from = after == null ? prefix : prefix + after.key() + "\0";
        List<DocumentRow> rows = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> entries = index.range(from, prefix + END)) {
            while (rows.size() < limit && entries.hasNext()) {
                String key = entries.next().key;
                row(index, new DocumentId(key.substring(key.lastIndexOf('.') + 1)))
                        .map(row -> row.status().isAtRest() ? row : latest(row, states))
                        .filter(row -> isSelected(row, selection))
                        .ifPresent(rows::add);
            }
        }
        return rows;
    }

    private static DocumentRow latest(DocumentRow row, ReadOnlyKeyValueStore<String, StoredState> states) {
        return states.get(row.documentId().value()) instanceof StoredState.Current current
                ? DocumentRow.of(current.state(), row.createdAt())
                : row;
    }

    /**
     * The sequence of a document's latest event, as far as the stores know; {@link DocumentState#SEQUENCE_NONE} if they do
     * not have the document.
     *
     * @param states the documents' states, of which that of the document is read only if its run goes on
     */
    public static long sequence(
            ReadOnlyKeyValueStore<String, byte[]> index,
            ReadOnlyKeyValueStore<String, StoredState> states,
            DocumentId documentId) {
        return row(index, documentId)
                .map(row -> row.status().isAtRest() ? row : latest(row, states))
                .map(DocumentRow::sequence)
                .orElse(DocumentState.SEQUENCE_NONE);
    }

    /**
     * As {@link #sequence}, but also where the row and the state contradict each other: the older of the two. A power cut
     * may take the end of one changelog and not of the other. Reads the document's state.
     */
    public static long sequenceOfBoth(
            ReadOnlyKeyValueStore<String, byte[]> index,
            ReadOnlyKeyValueStore<String, StoredState> states,
            DocumentId documentId) {
        long ofRow = sequence(index, states, documentId);
        return switch (states.get(documentId.value())) {
            case null -> DocumentState.SEQUENCE_NONE;
            case StoredState.None _ -> DocumentState.SEQUENCE_NONE;
            case StoredState.Current current -> Math.min(ofRow, current.state().sequence());
            case StoredState.Lost _ -> ofRow;
        };
    }

    /** The document may have changed between reading an entry and reading its row. */
    private static boolean isSelected(DocumentRow row, Selection selection) {
        return (selection.status == null || row.status() == selection.status)
                && (selection.owner == null || row.owner().equals(selection.owner));
    }

    /** Whether every document is in the index, including those stored before the index existed. */
    public static boolean isComplete(ReadOnlyKeyValueStore<String, byte[]> index) {
        return backfilledTo(index).filter(END::equals).isPresent();
    }

    /** The last document from before the index that has been added; empty before the first. */
    static Optional<String> backfilledTo(ReadOnlyKeyValueStore<String, byte[]> index) {
        return Optional.ofNullable(index.get(BACKFILL)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    static void noteBackfilledTo(KeyValueStore<String, byte[]> index, String documentId) {
        index.put(BACKFILL, documentId.getBytes(StandardCharsets.UTF_8));
    }

    static void noteComplete(KeyValueStore<String, byte[]> index) {
        noteBackfilledTo(index, END);
    }

    /** The document's row. */
    static Optional<DocumentRow> row(ReadOnlyKeyValueStore<String, byte[]> index, DocumentId documentId) {
        return Optional.ofNullable(index.get(ROW + documentId)).map(OwnerIndex::decoded);
    }

    /**
     * Whether a list shows both states of a document alike, but for how far its run is. The row need not be written then
     * as long as the run goes on.
     */
    static boolean isProgressOnly(DocumentState before, DocumentState after) {
        return !after.status().isAtRest()
                && after.status() == before.status()
                && Objects.equals(after.owner(), before.owner())
                && Objects.equals(after.request(), before.request())
                && Objects.equals(DocumentRow.nameOf(after.agent()), DocumentRow.nameOf(before.agent()));
    }

    /**
     * Updates a document's row and entries to its state.
     *
     * @param createdAt when it was created, if the event says so; null to keep the known time
     */
    static void update(KeyValueStore<String, byte[]> index, DocumentState state, @Nullable Instant createdAt) {
        Optional<DocumentRow> before = row(index, state.documentId());
        Instant created = createdAt != null
                ? createdAt
                : before.map(DocumentRow::createdAt).orElseGet(() -> earliestKnown(state));
        DocumentRow row = DocumentRow.of(state, created);
        if (before.filter(row::equals).isPresent()) {
            return;
        }
        List<String> entries = entries(row);
        List<String> entriesBefore = before.map(OwnerIndex::entries).orElse(List.of());
        if (!entries.equals(entriesBefore)) {
            entries.forEach(key -> index.put(key, ENTRY));
            entriesBefore.stream().filter(key -> !entries.contains(key)).forEach(index::delete);
        }
        index.put(ROW + row.documentId(), encoded(row));
    }

    static void remove(KeyValueStore<String, byte[]> index, DocumentId documentId) {
        row(index, documentId).ifPresent(row -> {
            entries(row).forEach(index::delete);
            index.delete(ROW + documentId);
        });
    }

    /** When a document of that id was erased, if it was: events decided before belong to that document. */
    static Optional<Instant> erasedAt(ReadOnlyKeyValueStore<String, byte[]> index, DocumentId documentId) {
        return Optional.ofNullable(index.get(ERASED + documentId))
                .map(bytes -> Instant.parse(new String(bytes, StandardCharsets.UTF_8)));
    }

    static void noteErased(KeyValueStore<String, byte[]> index, DocumentId documentId, Instant at) {
        index.put(ERASED + documentId, at.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> entries(DocumentRow row) {
        String place = new Place(row.createdAt(), row.documentId()).key();
        return List.of(
                new Selection(row.owner(), null).prefix() + place,
                new Selection(row.owner(), row.status()).prefix() + place,
                new Selection(null, null).prefix() + place,
                new Selection(null, row.status()).prefix() + place);
    }

    /**
     * The creation time of a document whose first event came before the index existed: the earliest time in its state.
     */
    private static Instant earliestKnown(DocumentState state) {
        Instant earliest = state.streamHistory().getFirst().timestamp();
        Instant began = state.runStartedAt();
        return began != null && began.isBefore(earliest) ? began : earliest;
    }

    private static byte[] encoded(DocumentRow row) {
        try {
            return ContractMapper.mapper().writeValueAsBytes(row);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row could not be written documentId=" + row.documentId(), e);
        }
    }

    private static DocumentRow decoded(byte[] json) {
        try {
            return Objects.requireNonNull(ContractMapper.mapper().readValue(json, DocumentRow.class));
        } catch (IOException e) {
            throw new IllegalStateException("a row of the index could not be read", e);
        }
    }
}
