package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.NounPhrase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the sentences of one text say, gathered in their order. Each list is bounded: what a very long text says beyond
 * that is left out, and {@link #overflowed} reports it.
 */
final class Reading {
    static final int MAX_THINGS = 400;
    static final int MAX_CLAIMS = 600;
    private static final int MAX_SENTENCES = 10;

    private final Map<String, Integer> evidence = new LinkedHashMap<>();
    private final Map<String, Boolean> sure = new LinkedHashMap<>();
    private final Map<String, Boolean> inPassing = new LinkedHashMap<>();
    private final Set<String> listed = new HashSet<>();
    private final Set<String> acting = new HashSet<>();
    private final List<Claims.Has> has = new ArrayList<>();
    private final List<Claims.InStates> states = new ArrayList<>();
    private final List<Claims.Belongs> belongs = new ArrayList<>();
    private final List<Claims.Decided> decided = new ArrayList<>();
    private final List<Claims.Records> records = new ArrayList<>();
    private final List<Claims.Does> does = new ArrayList<>();
    private final List<String> constraints = new ArrayList<>();
    private final List<String> removals = new ArrayList<>();
    private final List<NounPhrase> systems = new ArrayList<>();
    private @Nullable String context;
    private @Nullable String earlierContext;
    private final List<String> refusals = new ArrayList<>();
    private boolean overflowed;

    /** Records that the text mentions a thing. */
    void mention(String thing, Mention how) {
        if (evidence.size() < MAX_THINGS || evidence.containsKey(thing)) {
            evidence.merge(thing, how.weight(), Integer::sum);
            sure.merge(thing, how.sure(), Boolean::logicalOr);
            if (how == Mention.LISTED || how == Mention.MANAGED) {
                listed.add(thing);
            }
            inPassing.merge(thing, how == Mention.SYSTEM || how == Mention.NAMED, Boolean::logicalAnd);
        } else {
            overflowed = true;
        }
    }

    /** Records a thing that the next sentences may continue to describe. */
    void speakOf(String thing) {
        earlierContext = thing.equals(context) ? earlierContext : context;
        context = thing;
    }

    /** The thing that was mentioned last. */
    Optional<String> context() {
        return Optional.ofNullable(context);
    }

    /** The thing that a phrase is about; a word that else only frames others is one if the text keeps such things. */
    Optional<String> thing(NounPhrase phrase) {
        return Things.thing(phrase).or(() -> Optional.of(phrase.thing()).filter(this::isSure));
    }

    /** What "them" means if those act: the thing that was mentioned last, or the one before. */
    Optional<String> contextBeside(@Nullable String acting) {
        return context != null && context.equals(acting) ? Optional.ofNullable(earlierContext) : context();
    }

    void add(Claims.Has claim) {
        bounded(has, claim, MAX_CLAIMS);
    }

    /** Whose attribute "the rent" is, if the text has said that something has one. */
    Optional<String> ownerOf(NounPhrase phrase) {
        boolean one = phrase.determiner().equals("the")
                && !phrase.plural()
                && phrase.nouns().size() == 1;
        return one && AttributeTypes.isAttribute(phrase.head()) && !isSure(phrase.thing())
                ? has.stream()
                        .filter(claim -> claim.item().head().equals(phrase.head()))
                        .map(Claims.Has::owner)
                        .findFirst()
                : Optional.empty();
    }

    /** "styles are salsa, tango or swing": the values of an attribute that the text has named; whether it has. */
    boolean specify(NounPhrase phrase, List<String> values) {
        int at = IntStream.range(0, has.size())
                .filter(i -> has.get(i).item().head().equals(phrase.head())
                        && phrase.nouns().size() == 1)
                .filter(i -> has.get(i).item().values().isEmpty()
                        && !has.get(i).item().plural()
                        && !isSure(phrase.thing()))
                .findFirst()
                .orElse(-1);
        if (at >= 0) {
            has.set(at, new Claims.Has(has.get(at).owner(), has.get(at).item().with(values)));
        }
        return at >= 0;
    }

    void add(Claims.InStates claim) {
        bounded(states, claim, MAX_CLAIMS);
    }

    void add(Claims.Belongs claim) {
        bounded(belongs, claim, MAX_CLAIMS);
    }

    void add(Claims.Decided claim) {
        bounded(decided, claim, MAX_CLAIMS);
    }

    void add(Claims.Records claim) {
        bounded(records, claim, MAX_CLAIMS);
    }

    void add(Claims.Does claim) {
        bounded(does, claim, MAX_CLAIMS);
    }

    /** The claims made so far; the last ones may still be given a time. */
    List<Claims.Does> does() {
        return does;
    }

    void constrain(String sentence) {
        bounded(constraints, sentence, MAX_SENTENCES);
    }

    /** Records that something is to be removed or renamed. */
    void remove(String phrase) {
        bounded(removals, phrase, MAX_SENTENCES);
    }

    /** Records that something is not wanted: "without reminders". */
    void refuse(String thing) {
        bounded(refusals, thing, MAX_SENTENCES);
    }

    void system(NounPhrase phrase) {
        bounded(systems, phrase, MAX_SENTENCES);
    }

    /** The things in the order of their first mention, each with how surely it is one to keep. */
    Map<String, Integer> evidence() {
        return evidence;
    }

    /** Whether the text handles it as a thing to keep. */
    boolean isSure(String thing) {
        return sure.getOrDefault(thing, false);
    }

    /** Whether it is in a list of things to keep, and so another one than those beside it. */
    boolean isListed(String thing) {
        return listed.contains(thing);
    }

    /** Records people who do something to a thing. */
    void act(String people) {
        if (acting.size() < MAX_THINGS) {
            acting.add(people);
        }
    }

    /** Whether these people do something to a thing. */
    boolean acts(String people) {
        return acting.contains(people);
    }

    /** Whether the text only names it, or the system after it. */
    boolean isInPassing(String thing) {
        return inPassing.getOrDefault(thing, true);
    }

    List<Claims.Has> has() {
        return has;
    }

    List<Claims.InStates> states() {
        return states;
    }

    List<Claims.Belongs> belongs() {
        return belongs;
    }

    List<Claims.Decided> decided() {
        return decided;
    }

    List<Claims.Records> records() {
        return records;
    }

    List<String> constraints() {
        return constraints;
    }

    List<String> removals() {
        return removals;
    }

    List<String> refusals() {
        return refusals;
    }

    List<NounPhrase> systems() {
        return systems;
    }

    /** Whether the text said more than is kept. */
    boolean overflowed() {
        return overflowed;
    }

    private <T> void bounded(List<T> list, T element, int limit) {
        if (list.size() < limit) {
            list.add(element);
        } else {
            overflowed = true;
        }
    }
}
