package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.DocumentTopicEnds.Last;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;

/** Where the documents' topics end. */
public interface DocumentEnds {
    /**
     * The offset after the last record of every document's topic. Topics that did not answer in time are left out.
     *
     * @param wanted which documents to ask for
     * @throws LogUnavailableException when Kafka did not answer
     */
    Map<DocumentId, Long> ends(Predicate<DocumentId> wanted) throws LogUnavailableException;

    /**
     * The last record of each of these documents' topics. Topics that did not answer in time are left out.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    Map<DocumentId, Last> last(Collection<DocumentId> documents) throws LogUnavailableException;
}
