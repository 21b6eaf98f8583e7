package dev.stepfold.orchestrator;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
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
@AnalyzeClasses(packages = "dev.stepfold", importOptions = DoNotIncludeTests.class)
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
            .resideInAnyPackage("io.micronaut..", "io.micrometer..", "io.netty..", "jakarta..", "ch.qos.logback..");

    /** From what everybody may know to what nobody does. A package that is not named in a line is not accessed by it. */
    @ArchTest
    static final ArchRule LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("schemas")
            .definedBy("dev.stepfold.schemas..")
            .layer("fair-permits")
            .definedBy("dev.stepfold.fairpermits..")
            .layer("document-log")
            .definedBy("dev.stepfold.documentlog..")
            .layer("step")
            .definedBy("dev.stepfold.generation.step..")
            .layer("structure")
            .definedBy("dev.stepfold.generation.structure..")
            .layer("quality")
            .definedBy("dev.stepfold.generation.quality..")
            .layer("sql")
            .definedBy("dev.stepfold.generation.sql..")
            .layer("validation")
            .definedBy("dev.stepfold.generation.validation..")
            .layer("built-in")
            .definedBy("dev.stepfold.generation.builtin..")
            .layer("openai")
            .definedBy("dev.stepfold.generation.openai..")
            .layer("decision")
            .definedBy("dev.stepfold.orchestrator.decision..")
            .layer("document")
            .definedBy("dev.stepfold.orchestrator.document..")
            .layer("execution")
            .definedBy("dev.stepfold.orchestrator.execution..")
            .layer("commands")
            .definedBy("dev.stepfold.orchestrator.commands..")
            .layer("archive")
            .definedBy("dev.stepfold.orchestrator.archive..")
            .layer("kafka")
            .definedBy("dev.stepfold.orchestrator.kafka..")
            .layer("orchestrator")
            .definedBy("dev.stepfold.orchestrator")
            .layer("embedding")
            .definedBy("dev.stepfold.orchestrator.embedding..")
            .whereLayer("schemas")
            .mayNotAccessAnyLayer()
            .whereLayer("fair-permits")
            .mayOnlyAccessLayers("schemas")
            .whereLayer("document-log")
            .mayOnlyAccessLayers("schemas")
            .whereLayer("step")
            .mayOnlyAccessLayers("schemas")
            .whereLayer("structure")
            .mayOnlyAccessLayers("schemas", "step")
            .whereLayer("quality")
            .mayOnlyAccessLayers("schemas", "structure")
            .whereLayer("sql")
            .mayOnlyAccessLayers("schemas", "fair-permits")
            .whereLayer("validation")
            .mayOnlyAccessLayers("schemas", "step", "structure", "sql")
            .whereLayer("built-in")
            .mayOnlyAccessLayers("schemas", "step")
            .whereLayer("openai")
            .mayOnlyAccessLayers("schemas", "step")
            .whereLayer("decision")
            .mayOnlyAccessLayers("schemas", "step", "quality")
            .whereLayer("document")
            .mayOnlyAccessLayers("schemas", "document-log", "decision")
            .whereLayer("execution")
            .mayOnlyAccessLayers(
                    "schemas", "fair-permits", "document-log", "step", "sql", "validation", "decision", "document")
            .whereLayer("commands")
            .mayOnlyAccessLayers("schemas", "document-log", "document")
            .whereLayer("archive")
            .mayOnlyAccessLayers("schemas", "document-log", "document")
            .whereLayer("kafka")
            .mayOnlyAccessLayers("schemas", "document-log", "document")
            .whereLayer("embedding")
            .mayOnlyAccessLayers("schemas", "document-log", "step", "built-in", "orchestrator");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.stepfold.(**)").should().beFreeOfCycles();
}
