package dev.stepfold.schemas;

/** Every Kafka topic of Stepfold, by name. */
public final class Topics {
    /** Commands, keyed by document id. */
    public static final String COMMANDS = "stepfold.commands";

    /** Every document's events, keyed by document id: feeds the projection, the live relay and downstream consumers. */
    public static final String STEP_EVENTS = "stepfold.step-events";

    /** Verbatim logs of documents at rest, compacted. */
    public static final String DOCUMENT_ARCHIVE = "stepfold.document-archive";

    /** Where each archived log stands in {@link #DOCUMENT_ARCHIVE}, keyed by document id, compacted. */
    public static final String ARCHIVED_DOCUMENTS = "stepfold.archived-documents";

    /** Records that could not be read, with the reason. */
    public static final String DEAD_LETTERS = "stepfold.dead-letters";

    /** What every document topic's name begins with. */
    public static final String DOCUMENT_PREFIX = "stepfold.document.";

    private Topics() {}

    /** The topic that holds one document's events: the source of truth for that document. */
    public static String document(DocumentId documentId) {
        return DOCUMENT_PREFIX + documentId.value();
    }
}
