package dev.stepfold.commandline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.stepfold.testkit.AllowedDependencies;
import dev.stepfold.testkit.KafkaClientRule;

/** Which part of the command line may depend on which. */
@AnalyzeClasses(packages = "dev.stepfold.commandline", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES = AllowedDependencies.in("dev.stepfold")
            .allow("schemas..")
            .allow("documentlog..", "schemas..")
            .allow("commandline.console")
            .allow("commandline.kafka", "schemas..", "documentlog..")
            .allow("commandline.files", "schemas..", "documentlog..", "commandline.kafka")
            .allow(
                    "commandline.backup",
                    "schemas..",
                    "documentlog..",
                    "commandline.console",
                    "commandline.files",
                    "commandline.kafka")
            .allow("commandline.verify", "schemas..", "documentlog..", "commandline.console", "commandline.files")
            .allow(
                    "commandline.restore",
                    "schemas..",
                    "documentlog..",
                    "commandline.console",
                    "commandline.files",
                    "commandline.kafka")
            .allow(
                    "commandline.doctor",
                    "schemas..",
                    "documentlog..",
                    "commandline.files",
                    "commandline.kafka",
                    "commandline.restore")
            .allow("commandline.document", "schemas..", "documentlog..", "commandline.files", "commandline.kafka")
            .allow(
                    "commandline",
                    "schemas..",
                    "documentlog..",
                    "commandline.console",
                    "commandline.files",
                    "commandline.kafka",
                    "commandline.backup",
                    "commandline.verify",
                    "commandline.restore",
                    "commandline.doctor",
                    "commandline.document")
            .rule();

    @ArchTest
    static final ArchRule CLIENTS = KafkaClientRule.onlyTheConnectionAnd();

    /** Only the commands know picocli. */
    @ArchTest
    static final ArchRule COMMANDS = noClasses()
            .that()
            .resideOutsideOfPackage(Stepfold.class.getPackageName())
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");
}
