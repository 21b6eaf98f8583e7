package dev.stepfold.projection.query;

import dev.stepfold.projection.topology.DocumentRow;
import java.util.List;

/** What is known of a list of documents: all that was asked for, or nothing. */
public sealed interface Listing {
    /**
     * The rows, in the order of the list.
     *
     * @param documents as many as were asked for, where there are so many
     */
    record Rows(List<DocumentRow> documents) implements Listing {
        public Rows {
            documents = List.copyOf(documents);
        }
    }

    /**
     * Not every partition can be asked now; a list of the others would look whole.
     *
     * @param reason why, for a person
     */
    record NotReady(String reason) implements Listing {}
}
