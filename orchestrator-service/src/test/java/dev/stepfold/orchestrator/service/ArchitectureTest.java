package dev.stepfold.orchestrator.service;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.stepfold.testkit.KafkaClientRule;

@AnalyzeClasses(packages = "dev.stepfold.orchestrator.service", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule CLIENTS = KafkaClientRule.onlyTheConnectionAnd();
}
