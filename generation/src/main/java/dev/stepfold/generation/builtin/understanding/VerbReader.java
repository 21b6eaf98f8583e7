package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.language.Tag;
import dev.stepfold.generation.builtin.language.VerbKind;
import dev.stepfold.generation.builtin.time.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a sentence's verbs ask for. */
final class VerbReader {
    private static final Set<String> RECEIVING = Set.of("get", "receive");
    private static final Set<String> THINGS = Set.of("it", "them");
    /** "teachers note naps": people do this each time. */
    private static final Set<String> NOTING = Set.of("log", "note", "record", "register", "document", "collect");

    private static final int MAX_OBJECTS = 5;

    private final Lexicon lexicon = Lexicon.english();
    private final Clause clause;
    private final KeepingVerbs keeping;
    private final TellingVerbs telling;
    private final Giving giving;
    private final ReverseDescription reverse;
    /** Verbs that share the objects of the next one. */
    private final List<String> waiting = new ArrayList<>();
    /** Whether "or" stands between them. */
    private boolean alternative;
    /** The person who does what the verb says. */
    private @Nullable String subjectOf;
    /** What, and not who, is the subject of the first verb of a row. */
    private @Nullable String thingOf;

    VerbReader(Clause clause) {
        this.clause = clause;
        this.keeping = new KeepingVerbs(clause);
        this.telling = new TellingVerbs(clause);
        this.giving = new Giving(clause);
        this.reverse = new ReverseDescription(clause);
    }

    /** Reads the verb at {@code i} with its objects; returns the place to continue from. */
    int read(int i, Chunk.Verb verb) {
        Set<VerbKind> kinds = lexicon.kindsOf(verb.base());
        boolean done = verb.passive()
                && i > 0
                && (clause.chunks().get(i - 1) instanceof Chunk.Be
                        || clause.chunks().get(i - 1) instanceof Chunk.Noun);
        if (verb.negated() || kinds.contains(VerbKind.DESTROY)) {
            NounList list = clause.nouns(i + 1, false);
            list.items().stream()
                    .filter(item -> verb.negated() && Things.isService(item.phrase()))
                    .forEach(item -> clause.reading().refuse(item.phrase().head()));
            return verb.negated() ? list.to() : clause.chunks().size();
        }
        if (done) {
            return passive(i, kinds);
        }
        actor(i, kinds);
        NounList objects = objects(i, verb.base(), kinds);
        boolean system = objects.items().stream().anyMatch(item -> Things.isSystem(item.phrase()));
        OptionalInt given = giving.read(i, verb.base(), subjectOf);
        OptionalInt reversed = given.isPresent() || system ? given : reverse.read(i, verb.base(), kinds, subjectOf);
        if (reversed.isPresent()) {
            return reversed.getAsInt();
        }
        if (kinds.contains(VerbKind.BUILD) || (kinds.contains(VerbKind.CREATE) && system)) {
            return keeping.build(objects, i, verb.base());
        }
        if (kinds.contains(VerbKind.MANAGE) && !isRecorded(verb.base())) {
            boolean noted = subjectOf != null && NOTING.contains(verb.base());
            objects.items().stream()
                    .filter(item -> noted && item.phrase().plural())
                    .forEach(item -> Things.thing(item.content())
                            .ifPresent(thing -> clause.claim(verb.base(), thing, Services.subject(item), null, null)));
            return keeping.manage(objects, i, verb.base());
        }
        if (kinds.contains(VerbKind.LINK)) {
            return keeping.link(objects, i);
        }
        if (subjectOf == null && (kinds.contains(VerbKind.DELETE) || kinds.contains(VerbKind.RENAME))) {
            objects.items()
                    .forEach(item -> clause.reading()
                            .remove(verb.base() + " "
                                    + String.join(" ", item.phrase().nouns())));
        }
        return kinds.contains(VerbKind.NOTIFY)
                ? telling.tell(objects, i, verb.base())
                : act(objects, i, verb.base(), kinds);
    }

    /** "readers follow authors" is no order to follow them: people do it, and each time is remembered. */
    private boolean isRecorded(String verb) {
        return subjectOf != null && lexicon.recordOf(verb).isPresent();
    }

    /** What is done something to; "apply for grants" and "vote on motions" are prepositional verbs. */
    private NounList objects(int i, String verb, Set<VerbKind> kinds) {
        NounList objects = clause.nouns(i + 1, false);
        boolean prepositional = objects.items().isEmpty()
                && (kinds.contains(VerbKind.TRANSITION) || isRecorded(verb))
                && (clause.isPreposition(i + 1, "for") || clause.isPreposition(i + 1, "on"));
        NounList after = prepositional ? clause.nouns(i + 2, false) : objects;
        boolean things = after.items().stream()
                .noneMatch(item -> lexicon.isPerson(item.phrase().head()));
        return things ? after : objects;
    }

    /** "orders are approved by managers", "tasks assigned to members". */
    private int passive(int i, Set<VerbKind> kinds) {
        Optional<NounPhrase> noun = clause.nounBefore(i);
        Optional<String> thing = noun.flatMap(Things::thing);
        Tail tail = clause.tail(i + 1);
        if (thing.isPresent() && clause.isWith(i + 1) && kinds.contains(VerbKind.MANAGE)) {
            NounList list = clause.nouns(i + 2, true);
            clause.reading().mention(thing.get(), Mention.DESCRIBED);
            list.items().forEach(item -> clause.reading().add(new Claims.Has(thing.get(), item.phrase())));
            return list.to();
        }
        if (thing.isPresent() && kinds.contains(VerbKind.MANAGE)) {
            clause.reading().mention(thing.get(), Mention.MANAGED);
        }
        if (thing.isEmpty() || kinds.contains(VerbKind.MANAGE) || kinds.contains(VerbKind.BUILD)) {
            return tail.to();
        }
        if (kinds.contains(VerbKind.LINK) || kinds.contains(VerbKind.ASSIGN)) {
            String other = tail.recipient() == null ? tail.agent() : tail.recipient();
            if (other != null) {
                clause.belongs(thing.get(), other);
            }
            return tail.to();
        }
        List<String> row = passiveRow(i);
        Tail end = clause.tail(i + 2 * row.size() - 1);
        if (end.agent() != null) {
            clause.reading().mention(end.agent(), Mention.ACTING);
        }
        boolean joined = end.recipient() != null || end.agent() != null;
        if (joined || clause.chunks().get(i - 1) instanceof Chunk.Be) {
            clause.reading().mention(thing.get(), Mention.HANDLED);
            row.forEach(each -> clause.claim(each, thing.get(), Services.adjective(noun.get()), end.recipient(), null));
        }
        return end.to();
    }

    /** "borrowed and returned": the verbs of a row in the passive voice. */
    private List<String> passiveRow(int i) {
        List<String> row = new ArrayList<>();
        int at = i;
        while (at < clause.chunks().size() && clause.chunks().get(at) instanceof Chunk.Verb next && next.passive()) {
            row.add(next.base());
            boolean goesOn = at + 1 < clause.chunks().size() && clause.chunks().get(at + 1) instanceof Chunk.Separator;
            at = goesOn ? at + 2 : clause.chunks().size();
        }
        return row;
    }

    /** Whether a comma stands before it. */
    boolean isAfterComma(int i) {
        return clause.isSeparator(i - 1, Tag.COMMA);
    }

    /** Whether "with" stands there. */
    boolean isWith(int i) {
        return clause.isWith(i);
    }

    /** "a reminder", "a report": an action, although it is expressed as a noun. */
    int service(int i) {
        return telling.service(i);
    }

    private int act(NounList objects, int i, String verb, Set<VerbKind> kinds) {
        Tail tail = clause.tail(objects.to());
        When when = objects.when();
        if (objects.items().isEmpty()) {
            if (sharesObjects(i)) {
                waiting.add(verb);
                alternative |= clause.isSeparator(i + 1, Tag.OR);
                return i + 1;
            }
            if (comesOut(i, verb) || bare(i, verb, kinds)) {
                return i + 1;
            }
            int at = clause.isPreposition(i + 1, "on") || clause.isPreposition(i + 1, "for") ? i + 2 : i + 1;
            boolean something = at < clause.chunks().size()
                    && clause.chunks().get(at) instanceof Chunk.Pronoun(String word, boolean possessive)
                    && !possessive
                    && (at == i + 1 || THINGS.contains(word));
            Optional<String> them = clause.reading().contextBeside(subjectOf == null ? thingOf : subjectOf);
            if (something && them.isPresent() && !kinds.contains(VerbKind.IGNORE)) {
                Tail after = clause.tail(at + 1);
                String thing = them.get();
                waiting.forEach(earlier -> clause.claim(earlier, thing, null, after.recipient(), null));
                clause.claim(verb, thing, null, after.recipient(), null);
                decided(thing, verb);
                assignment(thing, after, kinds);
                return after.to();
            }
            return i + 1;
        }
        if (RECEIVING.contains(verb)) {
            Optional<String> owner = subjectOf == null ? Optional.ofNullable(thingOf) : Optional.empty();
            owner.ifPresent(words -> objects.items().stream()
                    .filter(item -> AttributeTypes.isAttribute(item.phrase().head()))
                    .forEach(item -> clause.reading().add(new Claims.Has(words, item.phrase()))));
            objects.items().stream()
                    .filter(item -> Things.isService(item.phrase()))
                    .forEach(item -> telling.received(item, i, when));
            boolean timed =
                    objects.to() < clause.chunks().size() && clause.chunks().get(objects.to()) instanceof Chunk.Time;
            objects.items().stream()
                    .filter(item -> !Things.isService(item.phrase()) && subjectOf != null && timed)
                    .limit(1)
                    .forEach(item ->
                            clause.claim("send", Things.thing(item.content()).orElse(null), null, subjectOf, when));
            return tail.to();
        }
        for (NounList.Item item : objects.items().stream().limit(MAX_OBJECTS).toList()) {
            waiting.forEach(earlier -> one(item, earlier, lexicon.kindsOf(earlier), tail, when));
            one(item, verb, kinds, tail, when);
            clause.reading().thing(item.content()).ifPresent(thing -> decided(thing, List.copyOf(waiting), verb));
        }
        done();
        NounList.Item last = objects.items().getLast();
        boolean described = last.index() + 1 == objects.to() && clause.isWith(objects.to());
        return described ? last.index() : tail.to();
    }

    /** "a check passes or fails": said of a thing, verbs without object are its states. */
    private boolean comesOut(int i, String verb) {
        boolean said = alternative && ends(i) && thingOf != null;
        if (said && thingOf != null) {
            List<String> states = Stream.concat(waiting.stream(), Stream.of(verb))
                    .map(lexicon::participle)
                    .distinct()
                    .toList();
            clause.reading().add(new Claims.InStates(thingOf, states));
            done();
        }
        return said;
    }

    private boolean ends(int i) {
        return i + 1 >= clause.chunks().size() || clause.chunks().get(i + 1) instanceof Chunk.Separator;
    }

    /** "we approve or decline", "check every 5 minutes": done to the thing mentioned last. */
    private boolean bare(int i, String verb, Set<VerbKind> kinds) {
        boolean ends = ends(i);
        boolean timed = i + 1 < clause.chunks().size() && clause.chunks().get(i + 1) instanceof Chunk.Time;
        boolean moves = kinds.contains(VerbKind.TRANSITION) && ends && clause.isSomebody(i - 1);
        Optional<String> own = Optional.of(verb).filter(clause.reading()::isSure);
        Optional<String> thing = own.or(() -> clause.reading().contextBeside(subjectOf));
        boolean said = thing.isPresent() && !kinds.contains(VerbKind.IGNORE) && (moves || (timed && isOrder(i)));
        if (said) {
            waiting.forEach(earlier -> clause.claim(earlier, thing.get(), null, null, null));
            clause.claim(verb, thing.get(), null, null, null);
            decided(thing.get(), verb);
        }
        return said;
    }

    /** "approve or reject": the last verb of a row leaves a thing in one of several states. */
    private void decided(String thing, String verb) {
        decided(thing, List.copyOf(waiting), verb);
        done();
    }

    private void decided(String thing, List<String> earlier, String verb) {
        List<String> verbs =
                Stream.concat(earlier.stream(), Stream.of(verb)).distinct().toList();
        if (alternative && verbs.size() > 1 && verbs.stream().anyMatch(lexicon::isDeciding)) {
            clause.reading().add(new Claims.Decided(thing, verbs));
        }
    }

    private void done() {
        waiting.clear();
        alternative = false;
    }

    /** Whether the verb begins its clause, as an order does. */
    private boolean isOrder(int i) {
        return i == 0 || clause.chunks().get(i - 1) instanceof Chunk.Separator;
    }

    /** "approve or reject requests": the words after the second verb apply to the first as well. */
    private boolean sharesObjects(int i) {
        return i + 2 < clause.chunks().size()
                && clause.chunks().get(i + 1) instanceof Chunk.Separator
                && clause.chunks().get(i + 2) instanceof Chunk.Verb;
    }

    private void one(NounList.Item item, String verb, Set<VerbKind> kinds, Tail tail, @Nullable When when) {
        NounPhrase phrase = item.phrase();
        if (tail.recipient() != null && lexicon.isPerson(tail.recipient())) {
            clause.reading().mention(tail.recipient(), Mention.ACTING);
        }
        if (Things.isService(phrase) && !clause.reading().isSure(phrase.thing())) {
            clause.claim(
                    Services.verbOf(phrase.head()),
                    Services.about(item, tail),
                    Services.subject(item),
                    tail.recipient(),
                    when);
            return;
        }
        boolean adds = kinds.contains(VerbKind.CREATE) && tail.recipient() != null && tail.isTo();
        @Nullable String whole = tail.recipient();
        if (adds && whole != null && subjectOf != null && phrase.plural()) {
            Things.thing(phrase).ifPresent(part -> {
                clause.reading().mention(part, Mention.LISTED);
                clause.belongs(part, whole);
            });
            return;
        }
        if (adds && tail.recipient() != null) {
            clause.reading().mention(tail.recipient(), Mention.HANDLED);
            clause.reading().add(new Claims.Has(tail.recipient(), phrase));
            return;
        }
        if (verb.equals("measure") && AttributeTypes.isAttribute(phrase.head()) && !phrase.plural()) {
            clause.reading().context().ifPresent(measured -> {
                clause.reading().add(new Claims.Has(measured, phrase));
                clause.claim(verb, measured, null, tail.recipient(), when);
            });
            return;
        }
        boolean plainly = verb.equals("add") && tail.recipient() == null && subjectOf == null;
        Optional<String> context = clause.reading().context();
        if (plainly && context.isPresent() && AttributeTypes.isAttribute(phrase.head()) && !phrase.plural()) {
            clause.reading().add(new Claims.Has(context.get(), phrase));
            return;
        }
        boolean changesAttribute = kinds.contains(VerbKind.UPDATE) && item.of() != null;
        Optional<String> thing =
                clause.reading().thing(changesAttribute && item.of() != null ? item.of() : item.content());
        if (phrase.head().equals("one") && phrase.plural()) {
            thing = clause.reading().contextBeside(subjectOf);
        }
        boolean ofAll = kinds.contains(VerbKind.TRANSFER) || kinds.contains(VerbKind.REPORT);
        if (thing.isEmpty() && ofAll) {
            clause.claim(verb, null, Services.subject(item), tail.recipient(), when);
        }
        boolean framed = Lexicon.english().isStructure(phrase.head())
                && clause.reading().context().isPresent();
        if (thing.isEmpty() && framed && kinds.contains(VerbKind.TRANSITION)) {
            clause.claim(verb, clause.reading().context().get(), null, tail.recipient(), when);
        }
        boolean deed = kinds.contains(VerbKind.TRANSITION) || kinds.contains(VerbKind.CREATE);
        if (thing.isEmpty() && !ofAll && !framed && deed && isTimed()) {
            clause.claim(verb, null, Services.subject(item), tail.recipient(), when);
        }
        if (thing.isEmpty() || kinds.contains(VerbKind.IGNORE)) {
            thing.filter(_ -> phrase.plural())
                    .ifPresent(words -> clause.reading().mention(words, Mention.ACTING));
            return;
        }
        Optional<String> owner = clause.reading().ownerOf(phrase);
        if (owner.isPresent()) {
            clause.claim(verb, owner.get(), phrase.head(), tail.recipient(), when);
            return;
        }
        String words = thing.get();
        clause.reading().mention(words, mention(verb, kinds, phrase));
        if (subjectOf != null && isRecorded(verb) && !subjectOf.equals(words)) {
            clause.reading().add(new Claims.Records(subjectOf, verb, words));
        }
        item.inner().forEach(inner -> clause.reading().add(new Claims.Has(words, inner.phrase())));
        if (Things.isThing(words, false)) {
            clause.reading().speakOf(words);
        }
        if (!kinds.contains(VerbKind.RENAME) || subjectOf != null) {
            String taker = Lexicon.english().isTaking(verb) ? subjectOf : null;
            clause.claim(
                    verb, words, Services.subject(item), tail.recipient() == null ? taker : tail.recipient(), when);
        }
        assignment(words, tail, kinds);
    }

    private boolean isTimed() {
        return clause.chunks().stream().anyMatch(chunk -> chunk instanceof Chunk.Time);
    }

    private Mention mention(String verb, Set<VerbKind> kinds, NounPhrase phrase) {
        if (kinds.contains(VerbKind.CREATE) || verb.equals("upload")) {
            return Mention.LISTED;
        }
        boolean some = phrase.plural() || Set.of("a", "an").contains(phrase.determiner());
        boolean mass = lexicon.isMass(phrase.head()) && isTimed();
        boolean deed = kinds.contains(VerbKind.TRANSITION) || (mass && kinds.contains(VerbKind.REPORT));
        return deed && (some || mass) ? Mention.TREATED : Mention.HANDLED;
    }

    private void assignment(String thing, Tail tail, Set<VerbKind> kinds) {
        if (kinds.contains(VerbKind.ASSIGN) && tail.recipient() != null) {
            clause.belongs(thing, tail.recipient());
        }
    }

    /** Who does it: mentioned, and therefore perhaps kept. */
    private void actor(int i, Set<VerbKind> kinds) {
        boolean row = clause.isSeparator(i - 1, Tag.AND) || clause.isSeparator(i - 1, Tag.COMMA);
        @Nullable String before = row ? subjectOf : null;
        subjectOf = clause.nounBefore(i)
                .filter(phrase -> lexicon.isPerson(phrase.head()))
                .flatMap(Things::thing)
                .orElse(before);
        if (waiting.isEmpty()) {
            thingOf = clause.nounBefore(i)
                    .filter(phrase -> !lexicon.isPerson(phrase.head()))
                    .flatMap(Things::thing)
                    .orElse(null);
        }
        boolean manages = kinds.contains(VerbKind.MANAGE);
        clause.nounBefore(i)
                .filter(phrase -> phrase.plural() || (lexicon.isPerson(phrase.head()) && !manages))
                .flatMap(Things::thing)
                .ifPresent(thing -> clause.reading().mention(thing, Mention.ACTING));
        clause.nounBefore(i)
                .filter(phrase -> phrase.plural() && lexicon.isPerson(phrase.head()))
                .filter(_ -> kinds.contains(VerbKind.TRANSITION))
                .flatMap(Things::thing)
                .ifPresent(clause.reading()::act);
    }
}
