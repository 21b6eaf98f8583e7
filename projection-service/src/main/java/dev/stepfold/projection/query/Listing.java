package dev.stepfold.projection.query;

import dev.stepfold.projection.topology.DocumentRow;
import java.util.List;

/** The result of a list query: everything requested, or nothing. */
public sealed interface Listing {
    /**
     * The rows, in the order of the list.
     *
     * @param documents as many as were requested, if there are so many
     */
    record Rows(List<DocumentRow> documents) implements Listing {
        public Rows {
            documents = List.copyOf(documents);
        }
    }

    /**
     * Not every partition can be queried now; a list of the others would look complete.
     *
     * @param reason why, for a person
     */
    record NotReady(String reason) implements Listing {}
}
