package dev.stepfold.generation.builtin.understanding;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.stepfold.generation.builtin.language.AttributeNouns;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.resource.Resources;
import dev.stepfold.generation.builtin.result.AttributeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Derives an attribute's type from its name: a due date is a date, a price is a decimal. */
final class AttributeTypes {
    private static final Map<String, JsonNode> FILE =
            Resources.read("language/attribute-types.json", new TypeReference<>() {});
    /** In order of precedence, for a word that is in several lists. */
    private static final List<String> TYPES =
            List.of("date", "datetime", "time", "decimal", "integer", "boolean", "text", "string");

    private static final Map<String, String> TYPE_OF = typeOf();
    /** Quantities; unlike those of the types, these words may also name things. */
    private static final Set<String> MEASURES = words("measures");

    private static final Set<String> COUNTS = words("counts");
    private static final Set<String> UNTYPED = Set.of("string", "text", "time");
    /** "born on" is a date. */
    private static final Set<String> ON = Set.of("on", "until", "since");

    /** "last watered" is a date. */
    private static final Set<String> DATING = Set.of("last", "next", "first");

    private static final Set<String> COUNTED =
            Set.of("second", "minute", "hour", "day", "week", "month", "year", "page", "word", "mile", "piece");
    private static final Set<String> STATE_NOUNS = words("stateNouns");
    private static final Set<String> NEVER_THINGS = words("neverThings");
    private static final Set<String> UNIQUE = words("unique");
    private static final Set<String> UNIQUE_NUMBERS = words("uniqueNumbers");
    private static final Set<String> LIFE = Set.of("status", "state", "stage", "phase");
    /** "number of beds" counts them. */
    private static final String COUNT = "number";

    private static final Set<String> NUMBERS = Set.of("number", "code", "id", "no");

    /** The nouns of the list, for the reader of sentences. */
    static final AttributeNouns NOUNS = new AttributeNouns() {
        @Override
        public boolean haveStates(String noun) {
            return hasStates(noun);
        }

        @Override
        public boolean include(String noun) {
            return isAttribute(noun);
        }
    };

    private AttributeTypes() {}

    /** Whether a noun has a list of values: "status". */
    static boolean hasStates(String noun) {
        return STATE_NOUNS.contains(noun);
    }

    /** Whether a noun names an attribute rather than a thing. */
    static boolean isAttribute(String noun) {
        return TYPE_OF.containsKey(noun) || STATE_NOUNS.contains(noun);
    }

    /** Whether an attribute is the status of its entity. */
    static boolean isLife(String attribute) {
        return LIFE.contains(attribute) || attribute.endsWith("Status");
    }

    /** Whether a noun is an attribute in every sentence: "name". */
    static boolean isNeverThing(String noun) {
        return NEVER_THINGS.contains(noun);
    }

    /** The attribute that a noun phrase names; empty if no name can be made of it. */
    static Optional<AttributeSpec> attribute(NounPhrase phrase) {
        List<String> words = new ArrayList<>(phrase.attributeWords());
        while (words.size() > 1 && isFrame(words.getLast())) {
            words.removeLast();
        }
        while (words.size() > 1 && isFrame(words.getFirst())) {
            words.removeFirst();
        }
        if (!phrase.values().isEmpty() && phrase.plural()) {
            words.set(words.size() - 1, phrase.head());
        }
        String name = Names.camel(String.join(" ", words));
        if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
            return Optional.empty();
        }
        String head = phrase.joined() ? phrase.head() : Lexicon.english().singular(words.getLast());
        if (phrase.isWhether()) {
            return Optional.of(new AttributeSpec(name, "boolean", false, false, BooleanNode.FALSE, List.of()));
        }
        boolean required = phrase.adjectives().stream().anyMatch(Set.of("required", "mandatory")::contains);
        boolean unique = phrase.adjectives().contains("unique") || isUnique(words, head);
        if (phrase.joined() && phrase.nouns().getFirst().equals(COUNT)) {
            return Optional.of(new AttributeSpec(name, "integer", required, false, null, List.of()));
        }
        String written = words.getLast();
        boolean dated = words.size() > 1
                && ((DATING.contains(words.getFirst()) && written.endsWith("ed")) || ON.contains(written));
        String telling = dated ? "date" : !phrase.joined() && TYPE_OF.containsKey(written) ? written : head;
        AttributeSpec spec = attribute(name, telling, phrase.values(), required, unique);
        boolean measured = !phrase.unit().isEmpty() && UNTYPED.contains(spec.type());
        return Optional.of(measured ? measured(spec, phrase.unit()) : spec);
    }

    /** "a size in square metres": the unit says that it is a number. */
    private static AttributeSpec measured(AttributeSpec spec, String unit) {
        String type = COUNTED.contains(unit) ? "integer" : "decimal";
        return new AttributeSpec(spec.name(), type, spec.required(), false, null, List.of());
    }

    /** Whether many of a thing are told by their number: "hitpoints". */
    static boolean isCount(String noun) {
        return COUNTS.contains(noun);
    }

    private static String typeOf(String head) {
        String type = TYPE_OF.get(head);
        return type != null ? type : MEASURES.contains(head) ? "decimal" : COUNTS.contains(head) ? "integer" : "string";
    }

    /** An attribute of that name with those values. */
    static AttributeSpec enumeration(String name, List<String> values) {
        boolean life = isLife(name);
        @Nullable JsonNode initial = life ? TextNode.valueOf(values.getFirst()) : null;
        return new AttributeSpec(name, AttributeSpec.ENUM, life, false, initial, values);
    }

    private static AttributeSpec attribute(
            String name, String head, List<String> named, boolean required, boolean unique) {
        List<String> values = !named.isEmpty() ? named : usualValues(head);
        if (!values.isEmpty()) {
            AttributeSpec spec = enumeration(name, values);
            return new AttributeSpec(
                    name, spec.type(), spec.required() || required, false, spec.defaultValue(), values);
        }
        String type = typeOf(head);
        @Nullable JsonNode initial = type.equals("boolean") ? BooleanNode.FALSE : null;
        return new AttributeSpec(name, type, required, unique, initial, List.of());
    }

    private static boolean isFrame(String word) {
        return Set.of("field", "column", "attribute", "property", "information", "detail", "details", "info")
                .contains(word);
    }

    private static boolean isUnique(List<String> words, String head) {
        boolean number = NUMBERS.contains(head)
                && (words.size() == 1 ? head.equals("code") : UNIQUE_NUMBERS.contains(words.get(words.size() - 2)));
        return UNIQUE.contains(head) || number || String.join(" ", words).equals("license plate");
    }

    private static List<String> usualValues(String head) {
        JsonNode values = FILE.getOrDefault("states", TextNode.valueOf("")).path(head);
        List<String> usual = new ArrayList<>();
        values.forEach(value -> usual.add(value.textValue()));
        return usual;
    }

    private static Map<String, String> typeOf() {
        Map<String, String> types = new HashMap<>();
        for (String type : TYPES) {
            words(type).forEach(word -> types.putIfAbsent(word, type));
        }
        return Map.copyOf(types);
    }

    private static Set<String> words(String list) {
        return new HashSet<>(
                Resources.words(FILE.getOrDefault(list, TextNode.valueOf("")).asText()));
    }
}
