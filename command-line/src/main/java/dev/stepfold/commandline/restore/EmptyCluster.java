package dev.stepfold.commandline.restore;

import dev.stepfold.commandline.files.Manifest;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.CommandFailedException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Refuses a cluster that is not empty, or in which orchestrators run. */
final class EmptyCluster {
    private EmptyCluster() {}

    /** Refuses if orchestrators are members of their group: they would write to what is being restored. */
    static void requireNoOrchestrators(Cluster cluster) {
        Map<String, ConsumerGroupDescription> groups = Map.of();
        try {
            groups = cluster.answer(
                    "The group " + cluster.names().orchestrators() + " could not be described",
                    cluster.admin()
                            .describeConsumerGroups(List.of(cluster.names().orchestrators()))
                            .all());
        } catch (CommandFailedException e) {
            if (!(e.getCause() instanceof ExecutionException)
                    || !(e.getCause().getCause() instanceof GroupIdNotFoundException)) {
                throw e;
            }
        }
        for (ConsumerGroupDescription group : groups.values()) {
            if (group.groupState() != GroupState.EMPTY && group.groupState() != GroupState.DEAD) {
                throw new CommandFailedException(
                        "Orchestrators run on this cluster: stop all services before the restore, and start them after it");
            }
        }
    }

    /** Refuses if there is anything of Stepfold in it. */
    static void require(Cluster cluster, Manifest manifest) {
        Set<DocumentId> documents = cluster.documentTopics().keySet();
        if (!documents.isEmpty()) {
            throw notEmpty(cluster, "it has " + documents.size() + " document topics");
        }
        KafkaNames names = cluster.names();
        for (String topic : List.of(
                names.commands(),
                names.stepEvents(),
                names.documentArchive(),
                names.archivedDocuments(),
                names.webhooks())) {
            List<TopicPartition> partitions = cluster.partitions(topic);
            if (cluster.ends(partitions).values().stream().anyMatch(end -> end.offset() > 0)) {
                throw notEmpty(cluster, "there are records in " + topic);
            }
        }
        requirePartitions(cluster, manifest);
    }

    /** Refuses if commands and events would be in other partitions than before. */
    static void requirePartitions(Cluster cluster, Manifest manifest) {
        for (String topic : List.of(cluster.names().commands(), cluster.names().stepEvents())) {
            int partitions = cluster.partitions(topic).size();
            if (partitions != 0 && partitions != manifest.partitions()) {
                throw new CommandFailedException(topic + " has " + partitions + " partitions, and the backup "
                        + manifest.partitions()
                        + ": delete the empty topics of this cluster, and start the services with "
                        + "STEPFOLD_PARTITIONS=" + manifest.partitions());
            }
        }
    }

    private static CommandFailedException notEmpty(Cluster cluster, String why) {
        return new CommandFailedException("The cluster at " + cluster.kafka().servers() + " is not empty, " + why
                + "; a backup can only be restored to an empty one");
    }
}
