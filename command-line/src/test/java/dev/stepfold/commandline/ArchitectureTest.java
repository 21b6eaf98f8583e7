package dev.stepfold.commandline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.stepfold.testkit.AllowedDependencies;

/** Which part of the command line may depend on which. */
@AnalyzeClasses(packages = "dev.stepfold.commandline", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES = AllowedDependencies.in("dev.stepfold.commandline")
            .allow("console")
            .allow("kafka")
            .allow("files", "kafka")
            .allow("backup", "console", "files", "kafka")
            .allow("verify", "console", "files")
            .allow("restore", "console", "files", "kafka")
            .allow("doctor", "files", "kafka", "restore")
            .allow("document", "files", "kafka")
            .rule()
            .allowEmptyShould(false);

    /** How a client connects is said in one place, so that security can be added there. */
    @ArchTest
    static final ArchRule CLIENTS = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.stepfold.commandline.kafka.Cluster")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("org\\.apache\\.kafka\\.clients\\.(consumer\\.KafkaConsumer|producer\\.KafkaProducer)");

    /** Only the commands know picocli. */
    @ArchTest
    static final ArchRule COMMANDS = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(Stepfold.class.getName())
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");
}
