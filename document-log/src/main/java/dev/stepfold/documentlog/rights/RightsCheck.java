package dev.stepfold.documentlog.rights;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.KafkaNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka which of a service's rights the user of a client has. Kafka tells what is allowed on a topic or a group that
 * exists; of one that does not exist yet, only whether its existence may be asked for. A right that cannot be asked for counts
 * as given: its lack then shows when it is used.
 */
final class RightsCheck {
    private static final long ANSWER_WITHIN_S = 20;

    private final Admin admin;
    private final ServiceRights service;
    private final KafkaNames names;

    /** What Kafka allows on one resource. */
    private sealed interface Allowed {
        record Operations(Set<AclOperation> allowed) implements Allowed {}

        /** Nothing at all. */
        record Nothing() implements Allowed {}

        /** There is no such resource yet, or Kafka does not tell. */
        record Untold() implements Allowed {}

        /** Whether an operation is certainly not allowed. */
        default boolean lacks(AclOperation operation) {
            return switch (this) {
                case Nothing _ -> true;
                case Untold _ -> false;
                case Operations(var allowed) -> !allowed.contains(operation);
            };
        }
    }

    RightsCheck(Admin admin, ServiceRights service, KafkaNames names) {
        this.admin = admin;
        this.service = service;
        this.names = names;
    }

    /**
     * The rights that are missing.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    List<Right> missing() throws LogUnavailableException {
        Set<String> visible;
        try {
            visible = answer(admin.listTopics().names());
        } catch (ExecutionException e) {
            throw new LogUnavailableException("the topics could not be listed", e);
        }
        List<Right> rights = service.rights(names);
        Map<Right, String> examples = new LinkedHashMap<>();
        rights.forEach(right -> examples.put(right, example(right, visible)));
        Map<String, Allowed> topics = onTopics(examples);
        List<Right> missing = new ArrayList<>();
        for (Right right : rights) {
            String example = Objects.requireNonNull(examples.get(right));
            Allowed allowed = right.type() == ResourceType.TOPIC
                    ? topics.getOrDefault(example, new Allowed.Untold())
                    : onOther(right, example);
            if (allowed.lacks(right.operation())) {
                missing.add(right);
            }
        }
        return missing;
    }

    private Map<String, Allowed> onTopics(Map<Right, String> examples) throws LogUnavailableException {
        Set<String> asked = examples.entrySet().stream()
                .filter(example -> example.getKey().type() == ResourceType.TOPIC)
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
        Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                        asked, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        Map<String, Allowed> allowed = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : answers.entrySet()) {
            allowed.put(topic.getKey(), operations(topic.getValue(), TopicDescription::authorizedOperations));
        }
        return allowed;
    }

    private Allowed onOther(Right right, String name) throws LogUnavailableException {
        return switch (right.type()) {
            case GROUP ->
                operations(
                        admin.describeConsumerGroups(
                                        List.of(name),
                                        new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                                .describedGroups()
                                .get(name),
                        ConsumerGroupDescription::authorizedOperations);
            case TRANSACTIONAL_ID ->
                operations(admin.describeTransactions(List.of(name)).description(name), _ -> null);
            case UNKNOWN, ANY, TOPIC, CLUSTER, DELEGATION_TOKEN, USER -> new Allowed.Untold();
        };
    }

    /** A resource that the right is for: one that exists, where there is one. */
    private static String example(Right right, Set<String> visible) {
        if (right.pattern() == PatternType.LITERAL) {
            return right.name();
        }
        Optional<String> existing = right.type() == ResourceType.TOPIC
                ? visible.stream().filter(name -> name.startsWith(right.name())).min(Comparator.naturalOrder())
                : Optional.empty();
        return existing.orElse(right.name() + "0");
    }

    private static <T> Allowed operations(
            @Nullable KafkaFuture<T> future, Function<T, @Nullable Set<AclOperation>> operations)
            throws LogUnavailableException {
        try {
            @Nullable Set<AclOperation> told = operations.apply(answer(Objects.requireNonNull(future)));
            return told == null ? new Allowed.Untold() : new Allowed.Operations(told);
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case AuthorizationException _ -> new Allowed.Nothing();
                case UnknownTopicOrPartitionException _,
                        GroupIdNotFoundException _,
                        TransactionalIdNotFoundException _,
                        UnsupportedVersionException _ -> new Allowed.Untold();
                case null, default -> throw new LogUnavailableException("Kafka did not tell the rights", e);
            };
        }
    }

    private static <T> T answer(KafkaFuture<T> future) throws LogUnavailableException, ExecutionException {
        try {
            return future.get(ANSWER_WITHIN_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new LogUnavailableException("Kafka did not tell the rights", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while asking for the rights", e);
        }
    }
}
