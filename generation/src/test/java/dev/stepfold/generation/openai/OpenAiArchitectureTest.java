package dev.stepfold.generation.openai;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.stepfold.generation", importOptions = ImportOption.DoNotIncludeTests.class)
class OpenAiArchitectureTest {
    @ArchTest
    static final ArchRule ONLY_THIS_PACKAGE_KNOWS_THE_LIBRARY = noClasses()
            .that()
            .resideOutsideOfPackage("..generation.openai..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.langchain4j..");
}
