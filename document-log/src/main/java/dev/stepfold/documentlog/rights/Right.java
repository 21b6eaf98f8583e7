package dev.stepfold.documentlog.rights;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One right of a principal on Kafka: an access control list entry that allows it.
 *
 * @param pattern {@code LITERAL} or {@code PREFIXED}
 * @param name of the resource, or what its name begins with
 * @param reason what is not possible without it: a part of a sentence
 */
public record Right(ResourceType type, PatternType pattern, String name, AclOperation operation, String reason) {
    /** As a person reads it, such as {@code READ on topic stepfold.commands}. */
    @Override
    public String toString() {
        return operation + " on " + kind() + " " + name + (pattern == PatternType.PREFIXED ? "*" : "");
    }

    /** The kind of resource, in words. */
    String kind() {
        return switch (type) {
            case TOPIC -> "topic";
            case GROUP -> "group";
            case TRANSACTIONAL_ID -> "transactional id";
            case CLUSTER -> "cluster";
            case UNKNOWN, ANY, DELEGATION_TOKEN, USER -> type.toString();
        };
    }

    /** As {@code kafka-acls.sh} takes it, such as {@code DescribeConfigs}. */
    static String inCamelCase(AclOperation operation) {
        return Arrays.stream(operation.toString().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
