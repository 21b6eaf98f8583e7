package dev.stepfold.orchestrator.builtin.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.orchestrator.builtin.language.Lexicon;
import dev.stepfold.orchestrator.builtin.result.AttributeSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    @Test
    void choosesByAnchorsBeforeKeywords() {
        // When
        List<BlueprintLibrary.Match> matches = BlueprintLibrary.library().matches(Map.of("invoice", 2, "customer", 1));

        // Then
        assertThat(matches.getFirst().blueprint().domain()).isEqualTo("invoicing");
    }
}
