package dev.stepfold.orchestrator.openai;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.stepfold.orchestrator", importOptions = ImportOption.DoNotIncludeTests.class)
class OpenAiArchitectureTest {
    @ArchTest
    static final ArchRule ONLY_THIS_PACKAGE_KNOWS_THE_LIBRARY = noClasses()
            .that()
            .resideOutsideOfPackage("..orchestrator.openai..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.langchain4j..");

    @ArchTest
    static final ArchRule THIS_PACKAGE_KNOWS_NO_LOG = noClasses()
            .that()
            .resideInAPackage("..orchestrator.openai..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "dev.stepfold.documentlog..", "..orchestrator.document..");
}
