package dev.stepfold.generation.builtin.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.result.AttributeSpec;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.understanding.Understander;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlueprintLibraryTest {
    private static final Set<String> TYPES =
            Set.of("string", "text", "integer", "decimal", "boolean", "date", "datetime", "time", AttributeSpec.ENUM);

    static Stream<Blueprint> blueprints() {
        return BlueprintLibrary.library().blueprints().stream();
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void refersOnlyToItsOwnEntities(Blueprint blueprint) {
        Set<String> entities =
                blueprint.entities().stream().map(Blueprint.Entity::name).collect(Collectors.toSet());
        assertThat(entities).hasSameSizeAs(blueprint.entities());
        for (Blueprint.Entity entity : blueprint.entities()) {
            assertThat(entity.links()).allMatch(link -> entities.contains(link.target()));
            assertThat(entity.attributes()).allMatch(attribute -> TYPES.contains(attribute.type()));
        }
        assertThat(blueprint.actions()).allMatch(deed -> entities.contains(deed.entity()));
        assertThat(blueprint.needs()).allMatch(need -> entities.contains(need.entity()));
        assertThat(blueprint.actions().stream().map(Blueprint.Deed::recipient).filter(it -> it != null))
                .isSubsetOf(entities);
        assertThat(blueprint.needs().stream().map(Blueprint.Need::recipient).filter(it -> it != null))
                .isSubsetOf(entities);
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void usesVerbsThatAreKnown(Blueprint blueprint) {
        assertThat(blueprint.actions())
                .allMatch(deed -> Lexicon.english().verbBase(deed.verb()).isPresent());
        assertThat(blueprint.needs())
                .allMatch(need -> Lexicon.english().verbBase(need.verb()).isPresent());
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void givesOneWordToOneEntityOnly(Blueprint blueprint) {
        List<String> names = blueprint.entities().stream()
                .flatMap(entity -> entity.names().stream())
                .toList();
        assertThat(names).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void hasEnoughToBeFoundByAndToBuildFrom(Blueprint blueprint) {
        assertThat(blueprint.examples()).hasSizeGreaterThanOrEqualTo(6).doesNotHaveDuplicates();
        assertThat(blueprint.anchors()).isNotEmpty().allMatch(anchor -> anchor.split(" ", -1).length <= 2);
        assertThat(blueprint.entities()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(blueprint.entities())
                .anyMatch(Blueprint.Entity::core)
                .anyMatch(it -> !it.links().isEmpty());
        assertThat(blueprint.entities())
                .flatExtracting(Blueprint.Entity::attributes)
                .anyMatch(it -> it.type().equals(AttributeSpec.ENUM));
        assertThat(blueprint.actions()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(blueprint.needs()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void holdsEveryDomainOnce() {
        List<String> domains = BlueprintLibrary.library().blueprints().stream()
                .map(Blueprint::domain)
                .toList();
        assertThat(domains).hasSizeGreaterThanOrEqualTo(28).doesNotHaveDuplicates();
    }

    static Stream<Arguments> paraphrases() throws IOException {
        try (InputStream file = BlueprintLibraryTest.class.getResourceAsStream("/builtin/paraphrases.json")) {
            Map<String, List<String>> domains =
                    ContractMapper.mapper().readValue(file, new TypeReference<Map<String, List<String>>>() {});
            assertThat(domains).hasSameSizeAs(BlueprintLibrary.library().blueprints());
            return domains.entrySet().stream()
                    .flatMap(domain -> domain.getValue().stream().map(text -> Arguments.of(domain.getKey(), text)));
        }
    }

    @ParameterizedTest
    @MethodSource("paraphrases")
    void isFoundByRequestsThatDoNotNameIt(String domain, String text) throws Exception {
        // When
        Understanding understanding = Understander.understand(text, null);

        // Then
        assertThat(understanding.domain()).isEqualTo(domain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Track the weather balloons that we launch, with altitude and burst time.",
                "I collect minerals and want to note where I found each of them.",
                "Observations of birds: species, place, count.",
                "Keep my sourdough starters, with flour, hydration and feedings."
            })
    void leavesAloneWhatBelongsToNoDomain(String text) throws Exception {
        // When
        Understanding understanding = Understander.understand(text, null);

        // Then
        assertThat(understanding.domain()).isEqualTo(Understander.GENERAL);
        assertThat(understanding.confidence()).isLessThan(0.5);
        assertThat(understanding.ambiguities()).anyMatch(it -> it.startsWith("Confidence is low"));
    }
}
