package dev.stepfold.generation.validation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

/** The checks depend neither on the generators nor on what uses the results. */
@AnalyzeClasses(packages = "dev.stepfold.generation", importOptions = DoNotIncludeTests.class)
class CheckArchitectureTest {
    @ArchTest
    void knowNeitherGeneratorsNorKafkaNorMicronaut(JavaClasses code) {
        noClasses()
                .that()
                .resideInAnyPackage("..generation.validation..", "..generation.quality..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..generation.builtin..", "..generation.openai..", "org.apache.kafka..", "io.micronaut..")
                .check(code);
    }
}
