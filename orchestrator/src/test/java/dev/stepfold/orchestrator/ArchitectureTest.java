package dev.stepfold.orchestrator;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.testkit.AllowedDependencies;
import dev.stepfold.testkit.KafkaClientRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.stream.Stream;

/** Which part may depend on which, across the modules that an application embeds. */
@AnalyzeClasses(
        packages = {
            "dev.stepfold.schemas",
            "dev.stepfold.fairpermits",
            "dev.stepfold.documentlog",
            "dev.stepfold.generation",
            "dev.stepfold.orchestrator",
            "dev.stepfold.tracing"
        },
        importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    /**
     * Deciding and folding are pure functions: what they call, however far away in this house, only computes. No clock, chance,
     * thread, Kafka, framework, database, cron or schema library.
     */
    @ArchTest
    static void theCoreIsPure(JavaClasses code) {
        Set<JavaClass> core = reachedFrom(code.stream()
                .filter(type -> type.getPackageName().equals("dev.stepfold.orchestrator.decision")
                        || type.isEquivalentTo(DocumentFold.class)));

        classes()
                .that(belongTo(core))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "dev.stepfold..",
                                "java.io",
                                "java.lang..",
                                "java.math",
                                "java.nio",
                                "java.nio.charset",
                                "java.time..",
                                "java.util",
                                "java.util.function",
                                "java.util.regex",
                                "java.util.stream",
                                "com.fasterxml.jackson..",
                                "org.jspecify..")
                        .and(not(belongToAnyOf(
                                Clock.class, InstantSource.class, Random.class, Thread.class, Timer.class))))
                .andShould(ArchConditions.not(callMethod(Instant.class, "now")))
                .andShould(ArchConditions.not(callMethod(System.class, "currentTimeMillis")))
                .andShould(ArchConditions.not(callMethod(System.class, "nanoTime")))
                .andShould(ArchConditions.not(callMethod(UUID.class, "randomUUID")))
                .check(code);
    }

    /** These classes and all of ours that they depend on, directly or not. */
    private static Set<JavaClass> reachedFrom(Stream<JavaClass> roots) {
        Set<JavaClass> reached = new HashSet<>();
        Deque<JavaClass> next = new ArrayDeque<>(roots.toList());
        while (!next.isEmpty()) {
            JavaClass type = next.remove();
            if (type.getPackageName().startsWith("dev.stepfold") && reached.add(type)) {
                type.getDirectDependenciesFromSelf()
                        .forEach(dependency ->
                                next.add(dependency.getTargetClass().getBaseComponentType()));
            }
        }
        return reached;
    }

    private static DescribedPredicate<JavaClass> belongTo(Set<JavaClass> types) {
        return DescribedPredicate.describe("belong to the core", types::contains);
    }

    @ArchTest
    static final ArchRule NOTHING_KNOWS_A_FRAMEWORK = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.micronaut..",
                    "io.micrometer..",
                    "io.opentelemetry.sdk..",
                    "io.netty..",
                    "jakarta..",
                    "ch.qos.logback..");

    @ArchTest
    static final ArchRule CLIENTS = KafkaClientRule.onlyTheConnectionAnd();

    @ArchTest
    static final ArchRule PACKAGES = AllowedDependencies.in("dev.stepfold")
            .allow("schemas..")
            .allow("fairpermits", "schemas..")
            .allow("tracing", "schemas..")
            .allow("documentlog..", "schemas..")
            .allow("generation.step", "schemas..")
            .allow("generation.structure", "schemas..", "generation.step")
            .allow("generation.quality", "schemas..", "generation.structure")
            .allow("generation.sql..", "schemas..", "fairpermits")
            .allow("generation.validation", "schemas..", "generation.step", "generation.structure", "generation.sql..")
            .allow("generation.builtin..", "schemas..", "generation.step")
            .allow("generation.openai", "schemas..", "generation.step", "tracing")
            .allow("orchestrator.decision", "schemas..", "generation.step", "generation.quality")
            .allow("orchestrator.document", "schemas..", "documentlog..", "tracing", "orchestrator.decision")
            .allow(
                    "orchestrator.execution",
                    "schemas..",
                    "fairpermits",
                    "documentlog..",
                    "tracing",
                    "generation.step",
                    "generation.sql..",
                    "generation.validation",
                    "orchestrator.decision",
                    "orchestrator.document")
            .allow("orchestrator.commands", "schemas..", "documentlog..", "orchestrator.document")
            .allow("orchestrator.archive", "schemas..", "documentlog..", "orchestrator.document")
            .allow("orchestrator.kafka", "schemas..", "documentlog..", "orchestrator.document")
            .allow("orchestrator.watch", "schemas..", "documentlog..", "orchestrator.document")
            .allow(
                    "orchestrator",
                    "schemas..",
                    "documentlog..",
                    "tracing",
                    "generation.step",
                    "generation.sql..",
                    "generation.validation",
                    "generation.builtin..",
                    "orchestrator.document",
                    "orchestrator.execution",
                    "orchestrator.commands",
                    "orchestrator.archive",
                    "orchestrator.kafka",
                    "orchestrator.watch")
            .allow(
                    "orchestrator.embedding",
                    "schemas..",
                    "documentlog..",
                    "generation.step",
                    "generation.builtin..",
                    "orchestrator")
            .rule();

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.stepfold.(**)").should().beFreeOfCycles();
}
