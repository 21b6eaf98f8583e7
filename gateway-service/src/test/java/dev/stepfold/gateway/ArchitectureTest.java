package dev.stepfold.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.stepfold.gateway.problem.ProblemCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

    @Test
    void documentsEveryProblemCode() throws IOException {
        try (InputStream contract = ProblemCode.class.getResourceAsStream("/public/openapi.yaml")) {
            assertThat(contract).isNotNull();
            String text = new String(contract.readAllBytes(), StandardCharsets.UTF_8);
            for (ProblemCode code : ProblemCode.values()) {
                assertThat(text).contains("            - " + code.code() + "\n");
            }
        }
    }
}
