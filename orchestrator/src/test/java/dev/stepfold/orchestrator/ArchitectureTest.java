package dev.stepfold.orchestrator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.stepfold.orchestrator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** So that an application without the framework can embed it. */
    @ArchTest
    static final ArchRule WHAT_ORCHESTRATES_KNOWS_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage(
                    "..orchestrator.builtin..",
                    "..orchestrator.commands..",
                    "..orchestrator.decision..",
                    "..orchestrator.document..",
                    "..orchestrator.embedding..",
                    "..orchestrator.execution..",
                    "..orchestrator.kafka..",
                    "..orchestrator.step..")
            .or()
            .areAssignableTo(Orchestrator.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micronaut..", "io.micrometer..", "jakarta..");
}
