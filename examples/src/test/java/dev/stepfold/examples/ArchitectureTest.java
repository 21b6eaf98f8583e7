package dev.stepfold.examples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Each program can be copied as one file, with the libraries that it says it needs. */
@AnalyzeClasses(packages = "dev.stepfold.examples", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] LIBRARIES = {"java..", "com.fasterxml.jackson..", "org.apache.kafka.."};

    @ArchTest
    static final ArchRule followingNeedsKafkaClientsAndJacksonOnly = noClasses()
            .that(belongToAnyOf(FollowStepEvents.class, Connection.class))
            .should()
            .dependOnClassesThat(not(resideInAnyPackage(LIBRARIES))
                    .and(not(belongToAnyOf(FollowStepEvents.class, Connection.class))));

    @ArchTest
    static final ArchRule auditingNeedsTheContractBesides = noClasses()
            .that(belongToAnyOf(AuditDocument.class))
            .should()
            .dependOnClassesThat(not(resideInAnyPackage(LIBRARIES))
                    .and(not(resideInAPackage("dev.stepfold.schemas..")))
                    .and(not(belongToAnyOf(AuditDocument.class, Connection.class))));
}
