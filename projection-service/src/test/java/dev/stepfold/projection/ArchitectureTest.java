package dev.stepfold.projection;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.stepfold.testkit.AllowedDependencies;
import dev.stepfold.testkit.KafkaClientRule;

@AnalyzeClasses(packages = "dev.stepfold.projection", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_TOPOLOGY_KNOWS_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage("..projection.topology..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micronaut..", "io.micrometer..", "jakarta..");

    @ArchTest
    static final ArchRule QUERIES_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage("..projection.query..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micronaut..", "io.micrometer..", "jakarta..");

    @ArchTest
    static final ArchRule CLIENTS =
            KafkaClientRule.onlyTheConnectionAnd("dev.stepfold.projection.ProjectionFactory$Parts");

    @ArchTest
    static final ArchRule PACKAGES = AllowedDependencies.in("dev.stepfold")
            .allow("schemas..")
            .allow("documentlog..", "schemas..")
            .allow("tracing", "schemas..")
            .allow("servicehttp", "schemas..", "tracing")
            .allow("projection.topology", "schemas..", "documentlog..", "tracing")
            .allow("projection.streams", "schemas..", "documentlog..", "servicehttp", "projection.topology")
            .allow("projection.query", "schemas..", "tracing", "projection.topology", "projection.streams")
            .allow(
                    "projection.http",
                    "schemas..",
                    "documentlog..",
                    "servicehttp",
                    "tracing",
                    "projection.streams",
                    "projection.query")
            .allow(
                    "projection",
                    "schemas..",
                    "documentlog..",
                    "servicehttp",
                    "tracing",
                    "projection.topology",
                    "projection.streams",
                    "projection.query")
            .rule();
}
