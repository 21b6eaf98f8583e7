package dev.stepfold.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** House rules of the schema files. */
class SchemaFilesTest {
    static final List<Contract<?>> KINDS = Contract.ALL;

    @ParameterizedTest
    @FieldSource("KINDS")
    void haveAFixedIdAndDialect(Contract<?> kind) {
        JsonNode schema = ExamplesTest.tree(ContractSchemas.text(kind.schemaFile()));

        assertThat(schema.path("$id").textValue()).isEqualTo("https://stepfold.dev/schemas/" + kind.schemaFile());
        assertThat(schema.path("$schema").textValue()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void describeEveryProperty(Contract<?> kind) {
        JsonNode schema = ExamplesTest.tree(ContractSchemas.text(kind.schemaFile()));
        List<String> undescribed = new ArrayList<>();

        collectUndescribed(schema, "", undescribed);

        assertThat(undescribed).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void areOpenToFieldsThatAreAddedLater(Contract<?> kind) {
        assertThat(ContractSchemas.text(kind.schemaFile()))
                .doesNotContain("\"additionalProperties\": false")
                .doesNotContain("unevaluatedProperties");
    }

    @Test
    void tellWhatIsWrongInOneSentence() {
        String event = """
                {"type":"agent-step","status":"skipped","documentId":"d","runId":"r","sequence":0,
                 "timestamp":"2026-11-22T08:00:00Z","step":"schedule-generation"}""";

        assertThat(ContractSchemas.problems(Contract.named("event"), event))
                .singleElement()
                .asString()
                .contains("'message'");
    }

    private static void collectUndescribed(JsonNode schema, String path, List<String> undescribed) {
        schema.path("properties").properties().forEach(property -> {
            boolean onlyNarrows = property.getValue().has("const");
            if (!onlyNarrows
                    && (!property.getValue().has("title")
                            || !property.getValue().has("description"))) {
                undescribed.add(path + "/" + property.getKey());
            }
        });
        schema.properties()
                .forEach(member -> collectUndescribed(member.getValue(), path + "/" + member.getKey(), undescribed));
        for (int i = 0; schema.isArray() && i < schema.size(); i++) {
            collectUndescribed(schema.get(i), path + "/" + i, undescribed);
        }
    }
}
