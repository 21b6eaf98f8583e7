package dev.stepfold.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.stepfold.testkit.AllowedDependencies;
import dev.stepfold.testkit.KafkaClientRule;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.reactivestreams.Publisher;

@AnalyzeClasses(packages = "dev.stepfold.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_PARTS_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage(
                    "..gateway.stream..",
                    "..gateway.document..",
                    "..gateway.command..",
                    "..gateway.access..",
                    "..gateway.chat..",
                    "..gateway.agui..",
                    "..gateway.aisdk..",
                    "..gateway.durablestreams..",
                    "..gateway.mcp..",
                    "..gateway.webhook..",
                    "..gateway.problem..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micronaut..", "reactor..");

    /** Micronaut would move their items to the executor as well, and request 256 of them ahead of the client. */
    @ArchTest
    static final ArchRule STREAMED_BODIES_ARE_PULLED_BY_THE_CLIENT = methods()
            .that(describe(
                    "return a streamed body",
                    method -> method.getReturnType().getAllInvolvedRawTypes().stream()
                            .anyMatch(type -> type.isEquivalentTo(Publisher.class))))
            .should()
            .notBeAnnotatedWith(ExecuteOn.class)
            .andShould()
            .beDeclaredInClassesThat()
            .areNotAnnotatedWith(ExecuteOn.class);

    @ArchTest
    static final ArchRule CLIENTS = KafkaClientRule.onlyTheConnectionAnd();

    /** The stream knows nothing of where its document is read: only its own ports. */
    @ArchTest
    static final ArchRule PACKAGES = AllowedDependencies.in("dev.stepfold")
            .allow("schemas..")
            .allow("agentexport", "schemas..")
            .allow("documentlog..", "schemas..")
            .allow("fairpermits", "schemas..")
            .allow("tracing", "schemas..")
            .allow("servicehttp", "schemas..", "tracing")
            .allow("gateway.digest")
            .allow("gateway.problem", "schemas..")
            .allow("gateway.config", "documentlog..", "servicehttp")
            .allow("gateway.access", "schemas..", "fairpermits", "gateway.problem")
            .allow("gateway.stream", "schemas..", "documentlog..", "tracing", "gateway.problem")
            .allow(
                    "gateway.document",
                    "schemas..",
                    "documentlog..",
                    "tracing",
                    "gateway.digest",
                    "gateway.problem",
                    "gateway.access",
                    "gateway.stream")
            .allow(
                    "gateway.command",
                    "schemas..",
                    "documentlog..",
                    "gateway.digest",
                    "gateway.problem",
                    "gateway.access",
                    "gateway.stream",
                    "gateway.document")
            .allow("gateway.chat", "schemas..", "documentlog..", "gateway.problem", "gateway.stream", "gateway.command")
            .allow("gateway.agui", "schemas..", "gateway.problem", "gateway.stream", "gateway.command", "gateway.chat")
            .allow("gateway.aisdk", "schemas..", "gateway.problem", "gateway.stream", "gateway.chat")
            .allow("gateway.durablestreams", "schemas..", "gateway.problem", "gateway.stream")
            .allow(
                    "gateway.webhook",
                    "schemas..",
                    "documentlog..",
                    "tracing",
                    "gateway.problem",
                    "gateway.access",
                    "gateway.stream",
                    "gateway.document",
                    "gateway.command")
            .allow(
                    "gateway.mcp",
                    "schemas..",
                    "documentlog..",
                    "gateway.problem",
                    "gateway.access",
                    "gateway.stream",
                    "gateway.document",
                    "gateway.command")
            .allow(
                    "gateway.kafka",
                    "schemas..",
                    "documentlog..",
                    "tracing",
                    "gateway.problem",
                    "gateway.stream",
                    "gateway.command")
            .allow("gateway.auth", "schemas..", "gateway.digest", "gateway.problem", "gateway.config", "gateway.access")
            .allow(
                    "gateway.http",
                    "schemas..",
                    "agentexport",
                    "documentlog..",
                    "gateway.digest",
                    "servicehttp",
                    "tracing",
                    "gateway.problem",
                    "gateway.config",
                    "gateway.access",
                    "gateway.stream",
                    "gateway.document",
                    "gateway.command",
                    "gateway.auth",
                    "gateway.chat",
                    "gateway.agui",
                    "gateway.aisdk",
                    "gateway.durablestreams",
                    "gateway.mcp",
                    "gateway.webhook")
            .allow(
                    "gateway",
                    "schemas..",
                    "documentlog..",
                    "servicehttp",
                    "tracing",
                    "gateway.config",
                    "gateway.access",
                    "gateway.stream",
                    "gateway.document",
                    "gateway.command",
                    "gateway.chat",
                    "gateway.mcp",
                    "gateway.kafka",
                    "gateway.webhook")
            .rule();
}
