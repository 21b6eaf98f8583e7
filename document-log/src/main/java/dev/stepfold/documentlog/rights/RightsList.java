package dev.stepfold.documentlog.rights;

import dev.stepfold.schemas.KafkaNames;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** The services' rights as text: a table for people, and commands that grant them. */
public final class RightsList {
    private RightsList() {}

    /** A table in Markdown: a line for each right. */
    public static String table(KafkaNames names) {
        StringBuilder text = new StringBuilder("""
                | service | resource | pattern | name | operation | without it |
                |---|---|---|---|---|---|
                """);
        for (ServiceRights service : ServiceRights.values()) {
            for (Right right : service.rights(names)) {
                text.append("| %s | %s | %s | `%s` | %s | %s |%n"
                        .formatted(
                                service,
                                right.kind(),
                                right.pattern() == PatternType.PREFIXED ? "prefixed" : "literal",
                                right.name(),
                                right.operation(),
                                right.reason()));
            }
        }
        return text.toString();
    }

    /**
     * The calls of {@code kafka-acls.sh} that grant all of them, to one user for each service, called as the service. The
     * variables {@code $brokers} and {@code $client} have the brokers' addresses and the properties file of a client that may
     * grant rights.
     */
    public static String commands(KafkaNames names) {
        StringBuilder text = new StringBuilder();
        for (ServiceRights service : ServiceRights.values()) {
            grouped(service.rights(names))
                    .forEach((resources, operations) -> text.append(
                                    "kafka-acls.sh --bootstrap-server $brokers --command-config $client --add --allow-principal User:")
                            .append(service)
                            .append(operations.stream()
                                    .map(operation -> " --operation " + Right.inCamelCase(operation))
                                    .collect(Collectors.joining()))
                            .append(resources.text())
                            .append('\n'));
        }
        return text.toString();
    }

    /** Resources that one command can name together. */
    private record Resources(ResourceType type, PatternType pattern, Set<String> names) {
        String text() {
            String option = switch (type) {
                case TOPIC -> " --topic ";
                case GROUP -> " --group ";
                case TRANSACTIONAL_ID -> " --transactional-id ";
                case UNKNOWN, ANY, CLUSTER, DELEGATION_TOKEN, USER -> throw new IllegalStateException(type.toString());
            };
            return names.stream().map(name -> option + name).collect(Collectors.joining())
                    + (pattern == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "");
        }
    }

    /** Resources with the same operations together. */
    private static Map<Resources, Set<AclOperation>> grouped(List<Right> rights) {
        record Resource(ResourceType type, PatternType pattern, String name) {}
        record Alike(ResourceType type, PatternType pattern, Set<AclOperation> operations) {}
        Map<Resource, Set<AclOperation>> operations = new LinkedHashMap<>();
        rights.forEach(right -> operations
                .computeIfAbsent(new Resource(right.type(), right.pattern(), right.name()), _ -> new LinkedHashSet<>())
                .add(right.operation()));
        Map<Alike, Set<String>> names = new LinkedHashMap<>();
        operations.forEach((resource, allowed) -> names.computeIfAbsent(
                        new Alike(resource.type(), resource.pattern(), allowed), _ -> new LinkedHashSet<>())
                .add(resource.name()));
        Map<Resources, Set<AclOperation>> grouped = new LinkedHashMap<>();
        names.forEach((alike, resources) ->
                grouped.put(new Resources(alike.type(), alike.pattern(), resources), alike.operations()));
        return grouped;
    }
}
