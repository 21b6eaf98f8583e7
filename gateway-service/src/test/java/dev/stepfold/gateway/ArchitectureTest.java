package dev.stepfold.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.stepfold.gateway");

    @Test
    void keepsTheFrameworkOutOfTheParts() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..gateway.stream..",
                        "..gateway.document..",
                        "..gateway.command..",
                        "..gateway.access..",
                        "..gateway.problem..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micronaut..", "reactor..")
                .check(GATEWAY);
    }

    @Test
    void letsTheStreamKnowOnlyItsPorts() {
        noClasses()
                .that()
                .resideInAPackage("..gateway.stream..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..gateway.document..", "..gateway.command..", "..gateway.http..", "..gateway.kafka..")
                .check(GATEWAY);
    }
}
