package dev.stepfold.projection;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("dev.stepfold.projection.(*)..").should().beFreeOfCycles();
}
