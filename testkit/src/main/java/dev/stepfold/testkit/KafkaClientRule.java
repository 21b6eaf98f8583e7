package dev.stepfold.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/**
 * Who may make a Kafka client. A client that is made elsewhere lacks the settings that a user gave: it would reach a
 * broker without security, and no other.
 */
public final class KafkaClientRule {
    private static final String CONNECTION = "dev.stepfold.documentlog.connection.KafkaConnection";

    private static final Set<String> CLIENTS = Set.of(
            "org.apache.kafka.clients.consumer.KafkaConsumer",
            "org.apache.kafka.clients.consumer.KafkaShareConsumer",
            "org.apache.kafka.clients.producer.KafkaProducer",
            "org.apache.kafka.streams.KafkaStreams");

    /** Made by a static method instead of a constructor. */
    private static final Set<String> ADMINS =
            Set.of("org.apache.kafka.clients.admin.Admin", "org.apache.kafka.clients.admin.AdminClient");

    private KafkaClientRule() {}

    /** Only {@code KafkaConnection}, and these classes. */
    public static ArchRule onlyTheConnectionAnd(String... classes) {
        Set<String> allowed = Set.of(classes);
        return noClasses()
                .that(DescribedPredicate.describe(
                        "are not " + CONNECTION + " or one of " + allowed,
                        (JavaClass type) -> !type.getName().equals(CONNECTION) && !allowed.contains(type.getName())))
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "makes a Kafka client", (JavaAccess<?> access) -> makesAClient(access.getTarget())));
    }

    private static boolean makesAClient(AccessTarget target) {
        String owner = target.getOwner().getName();
        return CLIENTS.contains(owner)
                ? target.getName().equals(JavaConstructor.CONSTRUCTOR_NAME)
                : ADMINS.contains(owner) && target.getName().equals("create");
    }
}
