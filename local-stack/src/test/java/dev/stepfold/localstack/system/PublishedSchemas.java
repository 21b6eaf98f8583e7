package dev.stepfold.localstack.system;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The JSON Schemas as they are published, with formats asserted. */
final class PublishedSchemas {
    private static final String BASE = "https://stepfold.dev/schemas/";

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaIdResolvers(resolvers -> resolvers.mapPrefix(BASE, "classpath:json-schema/")));

    private PublishedSchemas() {}

    /** What the schema of that name has against a frame's data or a record's value; empty if it accepts it. */
    static List<String> problems(String name, String json) {
        return REGISTRY
                .getSchema(SchemaLocation.of(BASE + name + ".schema.json"))
                .validate(
                        json,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(error -> name + " " + error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    static List<String> problems(String name, byte[] json) {
        return problems(name, new String(json, StandardCharsets.UTF_8));
    }
}
