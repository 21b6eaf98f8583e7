package dev.stepfold.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.random.RandomGenerator;

@AnalyzeClasses(packages = "dev.stepfold.schemas", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule theContractNeedsTheJdkAndJacksonOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.stepfold.schemas..", "java..", "com.fasterxml.jackson..", "org.jspecify..");

    @ArchTest
    static final ArchRule valuesDoNotKnowHowTheyAreWritten = noClasses()
            .that()
            .resideOutsideOfPackage("..codec..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..codec..");

    @ArchTest
    static final ArchRule nothingReadsAClockOrRollsDice = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .callMethod(RandomGenerator.class, "getDefault");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.stepfold.schemas.(*)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theRootIsBelowEveryPackage = noClasses()
            .that()
            .resideInAPackage("dev.stepfold.schemas")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.stepfold.schemas.*..");
}
