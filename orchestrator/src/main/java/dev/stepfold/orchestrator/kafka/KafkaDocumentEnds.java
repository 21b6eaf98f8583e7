package dev.stepfold.orchestrator.kafka;

import dev.stepfold.documentlog.DocumentTopicEnds;
import dev.stepfold.documentlog.DocumentTopicEnds.Last;
import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.document.DocumentEnds;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;

/** The ends of the document topics that the cluster has now. */
public final class KafkaDocumentEnds implements DocumentEnds {
    private final Admin admin;
    private final KafkaNames names;
    private final DocumentTopicEnds ends;

    public KafkaDocumentEnds(Admin admin, KafkaNames names, DocumentTopicEnds ends) {
        this.admin = admin;
        this.names = names;
        this.ends = ends;
    }

    @Override
    public Map<DocumentId, Long> ends(Predicate<DocumentId> wanted) throws LogUnavailableException {
        return ends.ends(
                DocumentTopics.documents(admin, names).stream().filter(wanted).toList());
    }

    @Override
    public Map<DocumentId, Last> last(Collection<DocumentId> documents) throws LogUnavailableException {
        return ends.last(documents);
    }
}
