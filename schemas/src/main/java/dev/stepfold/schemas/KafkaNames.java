package dev.stepfold.schemas;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Every name that an installation of Stepfold has on Kafka: topics, groups, transactional ids. All begin with the
 * installation's prefix, so that several can share a cluster.
 *
 * @param prefix 1 to {@value #PREFIX_CHARS_MAX} letters, digits and {@code . _ -}, of which the first is a letter or a
 *     digit; without a part {@code document} between dots or underscores, which would make shared topics of one
 *     installation look like documents of another
 */
public record KafkaNames(String prefix) {
    /** With the longest id of a document behind it, a name stays below Kafka's 249 characters. */
    public static final int PREFIX_CHARS_MAX = 100;

    private static final Pattern PREFIX =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (PREFIX_CHARS_MAX - 1) + "}");

    /** Kafka takes names for the same that differ only by dots and underscores. */
    private static final Pattern PART_OF_DOCUMENTS = Pattern.compile(".*[._]document([._].*)?");

    /** The names of an installation that was given no prefix; below what its check needs. */
    public static final KafkaNames DEFAULT = new KafkaNames("stepfold");

    /** @throws IllegalArgumentException if the prefix cannot be used */
    public KafkaNames {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("must be 1 to " + PREFIX_CHARS_MAX
                    + " letters, digits, dots, underscores and hyphens, and begin with a letter or a digit");
        }
        if (PART_OF_DOCUMENTS.matcher(prefix).matches()) {
            throw new IllegalArgumentException("must have no part 'document'");
        }
    }

    /** The topic of commands, keyed by document id. */
    public String commands() {
        return prefix + ".commands";
    }

    /**
     * The topic of every document's events, keyed by document id: feeds the projection, the live relay and downstream
     * consumers.
     */
    public String stepEvents() {
        return prefix + ".step-events";
    }

    /** The topic of verbatim logs of documents at rest, compacted. */
    public String documentArchive() {
        return prefix + ".document-archive";
    }

    /** The topic of where each archived log stands in {@link #documentArchive}, keyed by document id, compacted. */
    public String archivedDocuments() {
        return prefix + ".archived-documents";
    }

    /** The topic of records that could not be read, with the reason. */
    public String deadLetters() {
        return prefix + ".dead-letters";
    }

    /** The topic of the URLs that owners registered, with the secrets that sign what is posted to them, compacted. */
    public String webhooks() {
        return prefix + ".webhooks";
    }

    /** The topic of how far each webhook was told of each document, and of what it could not be told, compacted. */
    public String webhookDeliveries() {
        return prefix + ".webhook-deliveries";
    }

    /** The topic that holds one document's events: the source of truth for that document. */
    public String document(DocumentId documentId) {
        return documentPrefix() + documentId.value();
    }

    /** What every document topic's name begins with. */
    public String documentPrefix() {
        return prefix + ".document.";
    }

    /** The document whose topic has this name; empty if it is no document's, or of another installation. */
    public Optional<DocumentId> documentOf(String topic) {
        return Optional.of(topic)
                .filter(name -> name.startsWith(documentPrefix()))
                .map(name -> name.substring(documentPrefix().length()))
                .filter(Identifiers::isValid)
                .map(DocumentId::new);
    }

    /** The topic that says which backup a cluster is being restored from. */
    public String restore() {
        return prefix + ".restore";
    }

    /** The topic that is made and deleted to see what the cluster allows. */
    public String doctor() {
        return prefix + ".doctor";
    }

    /** The consumer group of all orchestrators. */
    public String orchestrators() {
        return prefix + "-orchestrator";
    }

    /** The projection's application id: its consumer group, and what its internal topics begin with. */
    public String projection() {
        return prefix + "-projection";
    }

    /** The consumer group of the gateways that post to webhooks. */
    public String webhookSenders() {
        return prefix + "-webhooks";
    }

    /** The transactional id of one of the writers of the archive. */
    public String archiveWriter(int number) {
        return archiveWriterPrefix() + number;
    }

    /** What the transactional ids of the writers of the archive begin with. */
    public String archiveWriterPrefix() {
        return prefix + "-archive-";
    }
}
