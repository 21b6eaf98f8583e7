package dev.stepfold.commandline.doctor;

import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.CommandFailedException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What this user may do, as far as it can be asked for or tried without writing. */
final class Rights {
    private static final Set<AclOperation> ON_TOPICS = EnumSet.of(
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.DELETE,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS);

    private final Cluster cluster;

    Rights(Cluster cluster) {
        this.cluster = cluster;
    }

    void check(List<Finding> findings) {
        List<String> lacking = new ArrayList<>();
        @Nullable Set<AclOperation> onCluster = cluster.answer(
                "the rights were not told",
                cluster.admin()
                        .describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                        .authorizedOperations());
        if (onCluster != null
                && !onCluster.contains(AclOperation.IDEMPOTENT_WRITE)
                && !onCluster.contains(AclOperation.CREATE)) {
            lacking.add("CREATE on the cluster");
        }
        onTopics(lacking);
        tryToCreate(lacking);
        String untried = "; the transactional ids " + cluster.names().prefix() + "-archive-* could not be tried";
        findings.add(
                lacking.isEmpty()
                        ? Finding.ok("rights: enough, as far as can be asked" + untried)
                        : Finding.problem("rights: this user lacks " + String.join(", ", lacking)
                                + ": grant them if the services connect as this user" + untried));
    }

    private void onTopics(List<String> lacking) {
        for (String topic : List.of(
                cluster.names().commands(),
                cluster.names().stepEvents(),
                cluster.names().documentArchive())) {
            try {
                @Nullable Set<AclOperation> allowed = Objects.requireNonNull(cluster.admin()
                                .describeTopics(
                                        List.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                                .allTopicNames()
                                .get()
                                .get(topic))
                        .authorizedOperations();
                if (allowed != null) {
                    Set<AclOperation> missing = EnumSet.copyOf(ON_TOPICS);
                    missing.removeAll(allowed);
                    missing.forEach(operation -> lacking.add(operation + " on " + topic));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    lacking.add("DESCRIBE on " + topic);
                }
            }
        }
    }

    private void tryToCreate(List<String> lacking) {
        try {
            cluster.admin()
                    .createTopics(
                            List.of(new NewTopic(
                                    cluster.names().documentPrefix() + "doctor-validates-only", 1, (short) 1)),
                            new CreateTopicsOptions().validateOnly(true))
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            lacking.add("CREATE of topics ("
                    + CommandFailedException.because("tried", e).getMessage() + ")");
        }
    }
}
