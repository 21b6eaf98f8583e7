package dev.stepfold.generation.builtin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** The generator is a function of the request: it depends on nothing that could give another result the next time. */
@AnalyzeClasses(packages = "dev.stepfold.generation.builtin", importOptions = DoNotIncludeTests.class)
class BuiltInArchitectureTest {
    @ArchTest
    void dependsOnlyOnTheContractAndTheStepInterface(JavaClasses code) {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "ai.onnxruntime..",
                        "com.fasterxml.jackson..",
                        "org.jspecify..",
                        "dev.stepfold.schemas..",
                        "dev.stepfold.generation.step",
                        "dev.stepfold.generation.builtin..")
                .check(code);
    }

    @ArchTest
    void hasNoClockChanceOrNetwork(JavaClasses code) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.util.random..", "java.nio.channels..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, Instant.class, Random.class, UUID.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(code);
    }

    @ArchTest
    void runsItsModelInOnePackage(JavaClasses code) {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.stepfold.generation.builtin.sentence")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(code);
    }

    @ArchTest
    void hasNoCirclesOfPackages(JavaClasses code) {
        slices().matching("dev.stepfold.generation.builtin.(*)..")
                .should()
                .beFreeOfCycles()
                .check(code);
    }
}
