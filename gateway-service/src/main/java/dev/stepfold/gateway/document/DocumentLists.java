package dev.stepfold.gateway.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.state.RunStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists of documents, which only the projection can give. */
@FunctionalInterface
public interface DocumentLists {
    /** How many documents a page has at most. */
    int LIMIT_MAX = 100;

    /**
     * A query for one page.
     *
     * @param owner the owner of the documents; null for all owners
     * @param status only those of that status; null for any
     * @param after where the previous page ended; null for the first page
     * @param limit how many documents at most, 1 to {@value DocumentLists#LIMIT_MAX}
     */
    record Query(
            @Nullable Owner owner,
            @Nullable RunStatus status,
            @Nullable ListCursor after,
            int limit) {}

    /**
     * A page, newest first.
     *
     * @param documents as the projection gives them
     * @param next where the next page begins; null if this is the last
     */
    record Page(List<JsonNode> documents, @Nullable ListCursor next) {
        public Page {
            documents = List.copyOf(documents);
        }
    }

    /** A page; empty if the projection cannot currently give a complete one. */
    Optional<Page> list(Query query);
}
