package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names as Prisma takes them: a letter of ASCII, then letters, digits and {@code _}. A model or enum may also not have the name of
 * a type, nor a word of the generated client's language (Prisma's {@code reserved_model_names}).
 */
final class PrismaNames {
    private static final int LENGTH_MAX = 63;
    private static final Set<String> RESERVED = Set.of(
            ("PrismaClient async await break case catch class const continue debugger default delete do else enum export extends"
                            + " false finally for function if implements import in instanceof interface let new null package"
                            + " private protected public return super switch this throw true try using typeof var void while"
                            + " with yield String Int BigInt Float Boolean DateTime Json Bytes Decimal Unsupported")
                    .split(" "));

    /** PostgreSQL cuts names after that many bytes. */
    private static final int BYTES_MAX = 63;

    /** The table of a relation without a model is named after it, and its indexes are longer by that. */
    private static final int RELATION_LENGTH_MAX = 50;

    private final Map<String, String> types = new HashMap<>();
    private final Map<String, UniqueNames> scopes = new HashMap<>();
    private final Map<String, Map<String, String>> columns = new HashMap<>();
    private final Map<String, Map<String, String>> values = new HashMap<>();
    private final UniqueNames constraints = new UniqueNames(LENGTH_MAX);
    private final UniqueNames relations = new UniqueNames(RELATION_LENGTH_MAX);

    PrismaNames(Agent agent) {
        UniqueNames names = new UniqueNames(LENGTH_MAX);
        Stream.concat(
                        agent.models().stream().map(Model::name),
                        agent.enums().stream().map(EnumType::name))
                .forEach(name -> types.put(name, names.take(ofType(name))));
        for (Model model : agent.models()) {
            UniqueNames scope = new UniqueNames(LENGTH_MAX);
            scopes.put(model.name(), scope);
            columns.put(model.name(), named(scope, model.fields().stream().map(Field::name)));
        }
        agent.enums()
                .forEach(type -> values.put(type.name(), named(new UniqueNames(LENGTH_MAX), type.values().stream())));
    }

    private static Map<String, String> named(UniqueNames scope, Stream<String> names) {
        return names.collect(Collectors.toMap(name -> name, name -> scope.take(identifier(name))));
    }

    /** The name of a model or enum of the agent. */
    String type(String name) {
        return Objects.requireNonNull(types.get(name));
    }

    /** The name of a column. */
    String column(Model model, Field field) {
        return Objects.requireNonNull(
                Objects.requireNonNull(columns.get(model.name())).get(field.name()));
    }

    /** The name of a value of an enum; empty if there is no such enum, or it has no such value. */
    Optional<String> value(String type, String value) {
        return Optional.ofNullable(values.getOrDefault(type, Map.of()).get(value));
    }

    /** Whether there is an enum of that name. */
    boolean isEnum(String type) {
        return values.containsKey(type);
    }

    /** A new name among the fields of a model. */
    String relationField(Model model, String wanted) {
        return Objects.requireNonNull(scopes.get(model.name())).take(identifier(wanted));
    }

    /** A new name of a relation, as a literal. */
    String relation(Model model, String role) {
        return quoted(relations.take(type(model.name()) + "_" + identifier(role)));
    }

    /**
     * What keeps the original of a changed name in the database, to be put behind {@code @} or {@code @@}. Empty if the name is the
     * same, or the database would cut the original.
     */
    static Optional<String> map(String original, String name) {
        return isSame(original, name) ? Optional.empty() : Optional.of("map(" + quoted(original) + ")");
    }

    private static boolean isSame(String original, String name) {
        return original.equals(name) || original.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX;
    }

    /**
     * An argument that names a constraint where the name that Prisma would give it is too long, or taken; else empty.
     *
     * @param kind {@code key}, {@code pkey} or {@code fkey}
     * @param field the constrained field; null for the model's key
     */
    Optional<String> constraint(String kind, Model model, @Nullable Field field) {
        String table = type(model.name());
        String made = (isSame(model.name(), table) ? table : model.name()) + "_";
        String wanted = table + "_";
        if (field != null) {
            String column = column(model, field);
            made += (isSame(field.name(), column) ? column : field.name()) + "_";
            wanted += column + "_";
        }
        String given = constraints.take(wanted + kind);
        return given.equals(made + kind) ? Optional.empty() : Optional.of("map: " + quoted(given));
    }

    private static String ofType(String name) {
        String identifier = identifier(name);
        return RESERVED.contains(identifier) ? identifier + "_" : identifier;
    }

    /** The nearest name: letters without their accents, {@code _} for what no name has, {@code x_} before what no name begins with. */
    static String identifier(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .replaceAll("[^A-Za-z0-9_]+", "_");
        return plain.matches("[A-Za-z].*") ? plain : "x_" + plain;
    }

    /** A string literal. */
    static String quoted(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default -> {
                    if (Character.isISOControl(character)) {
                        literal.append(String.format("\\u%04x", (int) character));
                    } else {
                        literal.append(character);
                    }
                }
            }
        }
        return literal.append('"').toString();
    }
}
