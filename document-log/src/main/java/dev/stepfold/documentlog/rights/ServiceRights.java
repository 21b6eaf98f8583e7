package dev.stepfold.documentlog.rights;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;

import dev.stepfold.schemas.KafkaNames;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The rights of each service, and no other: the one source of {@code docs/kafka-rights.md}, of {@code stepfold doctor --acls},
 * of what the services check when they start, and of the rights that the whole-system test runs with. READ, WRITE and DELETE
 * include DESCRIBE.
 */
public enum ServiceRights {
    GATEWAY {
        @Override
        public List<Right> rights(KafkaNames names) {
            return List.of(
                    topic(names.commands(), WRITE, "no command is accepted"),
                    topic(names.commands(), READ, "repeated calls are not recognised"),
                    topic(names.stepEvents(), READ, "streams get no live event"),
                    documents(names, READ, "streams have gaps, and no history is served"),
                    topic(names.documentArchive(), READ, "archived documents are not served"),
                    topic(names.archivedDocuments(), READ, "archived documents are not found"),
                    topic(names.webhooks(), READ, "no webhook is known"),
                    topic(names.webhooks(), WRITE, "no webhook is registered"),
                    topic(names.webhookDeliveries(), READ, "no webhook is called"),
                    topic(names.webhookDeliveries(), WRITE, "no webhook is called"),
                    group(names.webhookSenders(), READ, "no webhook is called"),
                    topic(names.deadLetters(), WRITE, "unreadable records are not reported"),
                    shared(names, CREATE, "missing topics are not created"),
                    shared(names, DESCRIBE_CONFIGS, "the settings of topics are not checked"));
        }
    },
    ORCHESTRATOR {
        @Override
        public List<Right> rights(KafkaNames names) {
            return List.of(
                    topic(names.commands(), READ, "no command is carried out"),
                    topic(names.commands(), WRITE, "no document is archived by itself"),
                    group(names.orchestrators(), READ, "the orchestrators share no work"),
                    documents(names, READ, "no document continues"),
                    documents(names, WRITE, "no document gets an event"),
                    documents(names, DELETE, "no document is erased or archived"),
                    topic(names.stepEvents(), WRITE, "runs wait, since nobody can be told of their events"),
                    topic(names.stepEvents(), READ, "logs are not compared with the feed"),
                    topic(names.documentArchive(), READ, "no document comes back from the archive"),
                    topic(names.documentArchive(), WRITE, "no document is archived or erased"),
                    topic(names.archivedDocuments(), READ, "no document begins"),
                    topic(names.archivedDocuments(), WRITE, "no document is archived or erased"),
                    new Right(
                            ResourceType.TRANSACTIONAL_ID,
                            PREFIXED,
                            names.archiveWriterPrefix(),
                            WRITE,
                            "no document is archived or erased"),
                    topic(names.deadLetters(), WRITE, "unreadable records are not reported"),
                    shared(names, CREATE, "no document begins"),
                    shared(names, DESCRIBE_CONFIGS, "the settings of topics are not checked"));
        }
    },
    PROJECTION {
        @Override
        public List<Right> rights(KafkaNames names) {
            return List.of(
                    topic(names.stepEvents(), READ, "no state is kept up to date"),
                    topic(names.commands(), DESCRIBE, "the partitions of the shared topics are not compared"),
                    group(names.projection(), READ, "the projections share no work"),
                    internal(names, READ, "states are not restored"),
                    internal(names, WRITE, "states are not kept"),
                    internal(names, CREATE, "the topics of the states are not created"),
                    documents(names, READ, "states that lost events are not mended"),
                    topic(names.documentArchive(), READ, "states of archived documents are not mended"),
                    topic(names.archivedDocuments(), READ, "states of archived documents are not mended"),
                    topic(names.deadLetters(), WRITE, "unreadable records are not reported"),
                    shared(names, CREATE, "missing topics are not created"),
                    shared(names, DESCRIBE_CONFIGS, "the settings of topics are not checked"));
        }
    };

    /** What an installation with these names needs. */
    public abstract List<Right> rights(KafkaNames names);

    /** As in the name of the service's module, such as {@code gateway}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Right topic(String name, AclOperation operation, String reason) {
        return new Right(ResourceType.TOPIC, LITERAL, name, operation, reason);
    }

    private static Right group(String name, AclOperation operation, String reason) {
        return new Right(ResourceType.GROUP, LITERAL, name, operation, reason);
    }

    private static Right documents(KafkaNames names, AclOperation operation, String reason) {
        return new Right(ResourceType.TOPIC, PREFIXED, names.documentPrefix(), operation, reason);
    }

    /** The shared topics and those of the documents. */
    private static Right shared(KafkaNames names, AclOperation operation, String reason) {
        return new Right(ResourceType.TOPIC, PREFIXED, names.prefix() + ".", operation, reason);
    }

    /** The topics that Kafka Streams makes for the projection. */
    private static Right internal(KafkaNames names, AclOperation operation, String reason) {
        return new Right(ResourceType.TOPIC, PREFIXED, names.projection() + "-", operation, reason);
    }
}
