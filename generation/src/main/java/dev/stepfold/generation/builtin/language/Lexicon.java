package dev.stepfold.generation.builtin.language;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.generation.builtin.resource.Resources;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The known words, read once from {@code language/words.json} and {@code language/verbs.json}. */
public final class Lexicon {
    /** The tags whose words are all listed; if a word is in several lists, the last counts. */
    private static final List<Tag> CLOSED = List.of(
            Tag.ADVERB,
            Tag.PREPOSITION,
            Tag.MARKER,
            Tag.PRONOUN,
            Tag.POSSESSIVE,
            Tag.MODAL,
            Tag.HAVE,
            Tag.BE,
            Tag.NUMBER,
            Tag.DETERMINER);

    private static final int SHORTEST_DOER = 5;

    private static final Lexicon ENGLISH = new Lexicon();

    private final Map<String, Set<String>> groups = new HashMap<>();
    private final Map<String, Set<VerbKind>> verbs = new HashMap<>();
    private final Map<String, List<String>> states = new HashMap<>();
    private final Map<String, Tag> closedClasses = new HashMap<>();

    private Lexicon() {
        Map<String, String> words = Resources.read("language/words.json", new TypeReference<>() {});
        words.forEach((group, list) -> groups.put(group, Resources.words(list)));
        Map<String, JsonNode> kinds = Resources.read("language/verbs.json", new TypeReference<>() {});
        kinds.forEach((kind, node) -> addVerbs(VerbKind.valueOf(kind.split("-", 2)[0].toUpperCase(Locale.ROOT)), node));
        for (Tag tag : CLOSED) {
            group(tag.name().toLowerCase(Locale.ROOT)).forEach(word -> closedClasses.put(word, tag));
        }
        closedClasses.putAll(
                Map.of("to", Tag.TO, "and", Tag.AND, "&", Tag.AND, "plus", Tag.AND, "or", Tag.OR, "not", Tag.ADVERB));
    }

    private void addVerbs(VerbKind kind, JsonNode node) {
        if (node.isTextual()) {
            Resources.words(node.textValue()).forEach(verb -> addVerb(verb, kind));
        } else {
            node.properties().forEach(entry -> {
                addVerb(entry.getKey(), kind);
                states.put(
                        entry.getKey(),
                        List.copyOf(Resources.words(entry.getValue().asText())));
            });
        }
    }

    private void addVerb(String verb, VerbKind kind) {
        verbs.computeIfAbsent(verb, _ -> new LinkedHashSet<>()).add(kind);
    }

    /** The lexicon. */
    public static Lexicon english() {
        return ENGLISH;
    }

    /** The tag of a word that has only one: a preposition, a pronoun. */
    Optional<Tag> closedClass(String word) {
        return Optional.ofNullable(closedClasses.get(word));
    }

    /** "borrow", "book": who does it has the thing afterwards. */
    public boolean isTaking(String verb) {
        return group("taking").contains(verb);
    }

    /** The base form of a known verb. */
    public Optional<String> verbBase(String word) {
        return Inflection.verbBase(word, verbs.keySet());
    }

    /**
     * The kinds of a verb in its base form, in the order of the word list. A verb that no list has, but that the grammar
     * shows to be one, is taken for a {@link VerbKind#TRANSITION}.
     */
    public Set<VerbKind> kindsOf(String verb) {
        return verbs.getOrDefault(verb, Set.of(VerbKind.TRANSITION));
    }

    /** "let", "help": a verb that only leads to another one. */
    boolean isAuxiliary(String verb) {
        return verbs.containsKey(verb) && kindsOf(verb).equals(Set.of(VerbKind.IGNORE));
    }

    /** "approve", "refuse": a verb whose doing is a decision, which leaves its object in a state. */
    public boolean isDeciding(String verb) {
        return group("deciding").contains(verb);
    }

    /** "go", "run", "come": verbs that say of a service only that it happens. */
    public boolean isHelping(String word) {
        return word.equals("run") || isAuxiliary(word);
    }

    /** The states that a verb may lead to, the most likely first; where no list has them, its past participle. */
    public List<String> statesAfter(String verb) {
        List<String> listed = states.get(verb);
        if (listed != null) {
            return listed;
        }
        return kindsOf(verb).contains(VerbKind.TRANSITION) ? List.of(Inflection.participle(verb)) : List.of();
    }

    /**
     * The deverbal noun for what is left of an act: "rate" leaves a "rating". A {@code *} in it stands for the thing to which
     * it is done: "saved *". Empty if nothing is usually kept of it.
     */
    public Optional<String> recordOf(String verb) {
        return Inflection.recordOf(verb);
    }

    /** The past participle of a verb in its base form: "approved". */
    public String participle(String verb) {
        return Inflection.participle(verb);
    }

    /** A noun's singular. */
    public String singular(String noun) {
        return Inflection.singular(noun, group("uncountable"));
    }

    /** One of a thing; unlike in "sales report", sales that are kept are many. */
    public String one(String noun) {
        return noun.equals("sales") ? "sale" : singular(noun);
    }

    /** A noun's plural; {@code noun} may be several words, of which the last is changed. */
    public String plural(String noun) {
        int space = noun.lastIndexOf(' ') + 1;
        return noun.substring(0, space) + Inflection.plural(noun.substring(space), group("uncountable"));
    }

    /** "app", "system", "tracker": the thing to build, never an entity in it. */
    public boolean isSystem(String noun) {
        return group("system").contains(noun);
    }

    /** "model", "field", "list": words for the parts of a system. */
    public boolean isStructure(String noun) {
        return group("structure").contains(noun);
    }

    /** "reminder", "report": something that the system does, expressed as a noun. */
    public boolean isService(String noun) {
        return group("service").contains(noun);
    }

    /** "clinic", "shop": where the system is used. */
    public boolean isPlace(String noun) {
        return group("place").contains(noun);
    }

    /** "customer", "doctor": someone. */
    public boolean isPerson(String noun) {
        return group("person").contains(noun) || isDoer(noun);
    }

    /** "cleaner", "translator": an agent noun of a verb, unless it names a machine. */
    private boolean isDoer(String noun) {
        boolean ending = noun.length() > SHORTEST_DOER && (noun.endsWith("er") || noun.endsWith("or"));
        return ending
                && !group("made").contains(noun)
                && verbBase(noun.substring(0, noun.length() - 2) + "ed").isPresent();
    }

    /** "stock", "equipment": a noun without a plural. */
    public boolean isMass(String noun) {
        return group("uncountable").contains(noun);
    }

    /** "create", "edit": verbs for which every thing has an action anyway. */
    public boolean isPlain(String verb) {
        return group("plain").contains(verb);
    }

    boolean isAdjective(String word) {
        return group("adjective").contains(word);
    }

    /** "new", "required": adjectives that are not part of a name. */
    boolean isFluff(String adjective) {
        return group("fluff").contains(adjective);
    }

    /** "date", "number": after such a word, a word that looks like a verb is part of a name. */
    boolean isHeadNoun(String word) {
        return group("headnoun").contains(word);
    }

    /** "email", "check": a verb that is sometimes a noun. */
    boolean isSometimesNoun(String verb) {
        return group("verbish").contains(verb);
    }

    /** "order", "book": a verb that is a noun in most requests. */
    public boolean isOftenNoun(String word) {
        return group("nounish").contains(word);
    }

    /** Whether any list has the word: a text with only unknown words is not English. */
    public boolean isKnown(String word) {
        String singular = singular(word);
        return closedClasses.containsKey(word)
                || verbBase(word).isPresent()
                || groups.values().stream().anyMatch(group -> group.contains(word) || group.contains(singular));
    }

    private Set<String> group(String name) {
        return groups.getOrDefault(name, Collections.emptySet());
    }
}
