package dev.stepfold.schemas.contract;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.InputFormat;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The published JSON Schemas, with formats asserted. */
public final class ContractSchemas {
    /** What the ids of the schemas begin with. */
    static final String BASE = "https://stepfold.dev/schemas/";

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(Contract.ALL.stream()
                    .collect(Collectors.toMap(kind -> BASE + kind.schemaFile(), kind -> text(kind.schemaFile())))));

    private static final Map<String, Schema> SCHEMAS = Contract.ALL.stream()
            .collect(Collectors.toMap(
                    Contract::name, kind -> REGISTRY.getSchema(SchemaLocation.of(BASE + kind.schemaFile()))));

    private ContractSchemas() {}

    /** The text of one schema file. */
    public static String text(String file) {
        try (InputStream stream = ContractSchemas.class.getResourceAsStream("/json-schema/" + file)) {
            return new String(Objects.requireNonNull(stream, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    /** What the schema of {@code kind} has against {@code json}; empty where it accepts. */
    public static List<String> problems(Contract<?> kind, String json) {
        return problems(Objects.requireNonNull(SCHEMAS.get(kind.name())), json);
    }

    /** Whether the schema of {@code kind} accepts {@code json}; sooner than {@link #problems} tells, as it ends with the first problem. */
    static boolean accepts(Contract<?> kind, String json) {
        return Objects.requireNonNull(SCHEMAS.get(kind.name()))
                .validate(json, InputFormat.JSON, OutputFormat.BOOLEAN, ContractSchemas::assertFormats);
    }

    /** What {@code schema}, which may refer to the published ones, has against {@code json}. */
    static List<String> problems(String schema, String json) {
        return problems(REGISTRY.getSchema(schema, InputFormat.JSON), json);
    }

    private static List<String> problems(Schema schema, String json) {
        return schema.validate(json, InputFormat.JSON, ContractSchemas::assertFormats).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    private static void assertFormats(ExecutionContext context) {
        context.executionConfig(config -> config.formatAssertionsEnabled(true));
    }
}
