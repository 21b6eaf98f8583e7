package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.language.Tag;
import dev.stepfold.generation.builtin.time.When;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what one sentence says about things: what they have, what states they have, what is done when. */
final class SentenceReader {
    private static final Set<String> CONDITIONS = Set.of("when", "whenever", "if", "once");
    private static final int MANY = 3;
    private static final Set<String> SUBJECTS = Set.of("i", "we", "you", "they");
    private static final Set<String> OWN = Set.of("our", "my");
    private static final Set<String> HAVING = Set.of("with", "including", "include", "using");

    private final Lexicon lexicon = Lexicon.english();
    private final Reading reading;
    private final List<Chunk> chunks;
    private final VerbReader verbs;
    private final SaidStates states;
    private final int firstClaim;
    private @Nullable When pending;
    /** The date from which it counts. */
    private @Nullable NounPhrase pendingAnchor;

    private boolean condition;
    /** Whether the condition has had its verb. */
    private boolean conditionSays;

    private boolean event;

    private SentenceReader(Reading reading, List<Chunk> chunks) {
        this.reading = reading;
        this.chunks = chunks;
        this.verbs = new VerbReader(new Clause(reading, chunks, this::claim));
        this.states = new SaidStates(reading, chunks);
        this.firstClaim = reading.does().size();
    }

    static void read(List<Chunk> sentence, Reading reading) {
        SentenceReader reader = new SentenceReader(reading, sentence);
        Verbless verbless = new Verbless(sentence, reading);
        verbless.takeListed();
        verbless.takeExisting();
        int i = 0;
        while (i < sentence.size()) {
            i = Math.max(reader.next(i), i + 1);
        }
        if (reader.pending != null) {
            verbless.report(reader.pending);
        }
    }

    private int next(int i) {
        return switch (chunks.get(i)) {
            case Chunk.Noun(NounPhrase phrase) -> {
                if (!phrase.determiner().isEmpty()) {
                    endCondition(i);
                }
                yield noun(i, phrase);
            }
            case Chunk.Verb verb -> {
                conditionSays |= condition;
                yield condition && isSubject(i + 1) ? i + 1 : verbs.read(i, verb);
            }
            case Chunk.Time(When when) -> time(i, when);
            case Chunk.Marker(String word) -> marker(i, word);
            case Chunk.Separator(Tag kind) -> separator(i, kind);
            case Chunk.Have _ -> have(i);
            case Chunk.Pronoun(String word, boolean possessive) -> possessive ? owned(i) : pronoun(i, word);
            case Chunk.States(List<String> values) -> states.ofSubject(i, values);
            case Chunk.Preposition(String word) when word.equals("with") && verbs.isAfterComma(i) -> have(i);
            case Chunk.Be _, Chunk.Preposition _ -> i + 1;
        };
    }

    private int noun(int i, NounPhrase phrase) {
        if (isRefused(i, phrase)) {
            reading.refuse(phrase.head());
            return i + 1;
        }
        boolean described = !phrase.plural() && i + 1 < chunks.size() && chunks.get(i + 1) instanceof Chunk.Have;
        if (Things.isService(phrase) && !described) {
            return verbs.service(i);
        }
        if (i == 0 && !phrase.values().isEmpty() && AttributeTypes.hasStates(phrase.head())) {
            reading.context().ifPresent(owner -> owns(owner, phrase));
            return i + 1;
        }
        if (Things.isSystem(phrase) && i == 0) {
            reading.system(phrase);
            Things.thing(phrase).ifPresent(thing -> reading.mention(thing, Mention.SYSTEM));
        }
        Optional<String> thing = reading.thing(phrase);
        boolean people = phrase.plural() && lexicon.isPerson(phrase.head());
        thing.ifPresent(words -> reading.mention(words, people ? Mention.ACTING : Mention.NAMED));
        int next = skipMarkers(i + 1);
        if (next >= chunks.size()) {
            return remember(i, thing);
        }
        return switch (chunks.get(next)) {
            case Chunk.Noun(NounPhrase item)
            when phrase.possessive() -> {
                Optional<List<String>> values = states.at(next + 1);
                thing.ifPresent(owner -> owns(owner, values.map(item::with).orElse(item)));
                yield values.isPresent() ? states.afterModal(next + 1) + 1 : next + 1;
            }
            case Chunk.Preposition(String of)
            when of.equals("of") && !phrase.plural() && states.at(next + 2).isPresent() ->
                states.ofOwner(phrase, next + 1);
            case Chunk.Preposition(String word)
            when word.equals("between") && phrase.plural() && verbs.isWith(next + 2) -> described(phrase, next + 3);
            case Chunk.Noun(NounPhrase answer)
            when phrase.plural() && !answer.values().isEmpty() -> {
                thing.ifPresent(owner -> owns(owner, answer));
                yield next + 1;
            }
            case Chunk.Have _ -> described(phrase, isColon(next + 1) ? next + 2 : next + 1);
            case Chunk.Be _
            when phrase.plural() && next + 1 < chunks.size() && chunks.get(next + 1) instanceof Chunk.Time -> {
                thing.ifPresent(words -> reading.mention(words, Mention.HANDLED));
                yield remember(i, thing);
            }
            case Chunk.States(List<String> values) -> states.of(phrase, values, next + 1);
            case Chunk.Preposition(String word)
            when HAVING.contains(word) -> described(phrase, isColon(next + 1) ? next + 2 : next + 1);
            case Chunk.Preposition(String word)
            when word.equals("for") && Things.isSystem(phrase) -> beneficiary(next + 1);
            case Chunk.Separator(Tag kind)
            when kind == Tag.COMMA && phrase.plural() && verbs.isWith(next + 1) -> described(phrase, next + 2);
            case Chunk.Separator(Tag kind)
            when kind == Tag.OPEN || (kind == Tag.COLON && isFirst(i)) -> described(phrase, next + 1);
            default -> remember(i, thing);
        };
    }

    /** Whether the sentence begins with it, or with "for" before it. */
    private boolean isFirst(int i) {
        return i == 0 || (i == 1 && chunks.getFirst() instanceof Chunk.Preposition);
    }

    private boolean isColon(int i) {
        return i < chunks.size() && chunks.get(i) instanceof Chunk.Separator(Tag kind) && kind == Tag.COLON;
    }

    /** "when I drink a bottle I rate it": without a comma, the next subject ends the condition. */
    private int pronoun(int i, String word) {
        if (SUBJECTS.contains(word)) {
            endCondition(i);
        }
        return i + 1;
    }

    /** "the porter weighs": whether the noun there begins a clause of its own. */
    private boolean isSubject(int i) {
        return i < chunks.size()
                && chunks.get(i) instanceof Chunk.Noun(NounPhrase phrase)
                && !phrase.determiner().isEmpty()
                && isVerb(i + 1);
    }

    private boolean isVerb(int i) {
        return i < chunks.size()
                && chunks.get(i) instanceof Chunk.Verb(String _, boolean passive, boolean _)
                && !passive;
    }

    private void endCondition(int subject) {
        if (condition && conditionSays && isVerb(subject + 1)) {
            condition = false;
            event = true;
        }
    }

    private int remember(int i, Optional<String> thing) {
        thing.filter(words -> Things.isThing(words, false)).ifPresent(reading::speakOf);
        return i + 1;
    }

    /** What an owner has. For a system or a place, these are the things to keep. */
    private int described(NounPhrase owner, int from) {
        NounList list = NounList.read(chunks, from, true);
        Optional<String> thing = reading.thing(owner);
        if (isAfterColon(from) && list.items().size() < 2) {
            thing.filter(words -> Things.isThing(words, false)).ifPresent(reading::speakOf);
            return from;
        }
        boolean frame = (Things.isSystem(owner) && !reading.isSure(owner.thing()))
                || thing.isEmpty()
                || isHeading(owner, from, list);
        for (NounList.Item item : list.items()) {
            if (isService(item, frame)) {
                continue;
            }
            if (frame) {
                listed(item);
            } else {
                thing.ifPresent(words -> {
                    reading.mention(words, Mention.DESCRIBED);
                    owns(words, item.phrase());
                });
            }
        }
        if (!frame && !list.items().isEmpty()) {
            thing.ifPresent(reading::speakOf);
        }
        list.items().stream().filter(item -> isService(item, frame)).forEach(item -> verbs.service(item.index()));
        return frame && !list.items().isEmpty() ? lastOpen(list) : list.to();
    }

    /** "Courier shifts: couriers, zones, deliveries", "our theatre has plays, actors, props": only what all of it is about. */
    private boolean isHeading(NounPhrase owner, int from, NounList list) {
        long plural =
                list.items().stream().filter(item -> item.phrase().plural()).count();
        long attributes = list.items().stream()
                .filter(item -> AttributeTypes.isAttribute(item.phrase().head()))
                .count();
        return (isAfterColon(from) || OWN.contains(owner.determiner()))
                && list.items().size() >= MANY
                && plural * 2 > list.items().size()
                && attributes * 2 <= list.items().size();
    }

    private boolean isAfterColon(int from) {
        return chunks.get(from - 1) instanceof Chunk.Separator(Tag kind) && kind == Tag.COLON;
    }

    /** What a system has may be an action; for a thing, "an email" is an attribute. */
    private static boolean isService(NounList.Item item, boolean ofSystem) {
        boolean attribute = AttributeTypes.isAttribute(item.phrase().head());
        return Things.isService(item.phrase()) && (ofSystem || !attribute);
    }

    private static int lastOpen(NounList list) {
        NounList.Item last = list.items().getLast();
        return last.inner().isEmpty() && !Things.isService(last.phrase()) ? last.index() : list.to();
    }

    private void listed(NounList.Item item) {
        Things.thing(item.content()).ifPresent(words -> {
            reading.mention(words, Mention.LISTED);
            item.inner().forEach(inner -> owns(words, inner.phrase()));
        });
    }

    private void owns(String owner, NounPhrase item) {
        reading.add(new Claims.Has(owner, item));
    }

    /** "an app for a dental clinic" says where, "an app for invoices" says what. */
    private int beneficiary(int i) {
        if (i < chunks.size() && chunks.get(i) instanceof Chunk.Noun(NounPhrase phrase)) {
            boolean somebody = lexicon.isPerson(phrase.head()) || lexicon.isPlace(phrase.head());
            if (!somebody) {
                Things.thing(phrase).ifPresent(thing -> reading.mention(thing, Mention.LISTED));
                return i;
            }
            if (lexicon.isPlace(phrase.head())) {
                reading.system(phrase);
            }
            Things.thing(phrase).ifPresent(thing -> reading.mention(thing, Mention.NAMED));
            boolean goesOn = i + 1 < chunks.size() && chunks.get(i + 1) instanceof Chunk.Preposition;
            return goesOn ? i : i + 1;
        }
        return i;
    }

    /** "they have …", and "has …" after a bracket: about the thing mentioned last. */
    private int have(int i) {
        NounList list = NounList.read(chunks, i + 1, true);
        reading.context().ifPresent(owner -> list.items().forEach(item -> owns(owner, item.phrase())));
        return list.items().isEmpty() ? i + 1 : list.to();
    }

    /** "and their loans": an attribute, or a thing that belongs to the one mentioned last. */
    private int owned(int i) {
        if (i + 1 < chunks.size() && chunks.get(i + 1) instanceof Chunk.Noun(NounPhrase phrase)) {
            Optional<List<String>> values = states.at(i + 2);
            reading.context()
                    .ifPresent(owner -> owns(owner, values.map(phrase::with).orElse(phrase)));
            return values.isPresent() ? states.afterModal(i + 2) + 1 : Things.isService(phrase) ? i + 1 : i + 2;
        }
        return i + 1;
    }

    private int time(int i, When when) {
        @Nullable NounPhrase anchor = anchor(i, when);
        boolean startsClause = i == 0 || chunks.get(i - 1) instanceof Chunk.Separator;
        boolean actsNext = i + 1 < chunks.size()
                && (chunks.get(i + 1) instanceof Chunk.Verb
                        || chunks.get(i + 1) instanceof Chunk.Separator
                        || chunks.get(i + 1) instanceof Chunk.Pronoun);
        int last = reading.does().size() - 1;
        boolean open = last >= firstClaim && reading.does().get(last).when() == null;
        Optional<Claims.Does> elided =
                last >= firstClaim ? new ElidedVerb(chunks).at(i, reading.does().get(last), when) : Optional.empty();
        if (open && !(startsClause && actsNext)) {
            reading.does().set(last, reading.does().get(last).at(when, anchor));
        } else if (elided.isPresent()) {
            Optional.ofNullable(elided.get().thing()).ifPresent(thing -> reading.mention(thing, Mention.HANDLED));
            reading.add(elided.get());
        } else {
            pending = when;
            pendingAnchor = anchor;
        }
        return anchor == null ? i + 1 : anchorIndex(i) + 1;
    }

    private @Nullable NounPhrase anchor(int i, When when) {
        int at = anchorIndex(i);
        return when instanceof When.Offset
                        && at < chunks.size()
                        && chunks.get(at) instanceof Chunk.Noun(NounPhrase phrase)
                ? phrase
                : null;
    }

    private int anchorIndex(int i) {
        return i + 1 < chunks.size() && chunks.get(i + 1) instanceof Chunk.Pronoun ? i + 2 : i + 1;
    }

    private int marker(int i, String word) {
        if (CONDITIONS.contains(word)) {
            int last = reading.does().size() - 1;
            if (last >= firstClaim) {
                Claims.Does claim = reading.does().get(last);
                reading.does()
                        .set(
                                last,
                                new Claims.Does(
                                        claim.verb(),
                                        claim.thing(),
                                        claim.subject(),
                                        claim.recipient(),
                                        claim.when(),
                                        claim.anchor(),
                                        true,
                                        claim.context()));
            }
            condition = true;
        }
        return i + 1;
    }

    private int separator(int i, Tag kind) {
        if (kind == Tag.COLON) {
            return listing(i);
        }
        if (condition && kind == Tag.COMMA) {
            condition = false;
            event = true;
        }
        return i + 1;
    }

    /** "plan weddings: guests, tables, vendors" names things, "track books: title, author" attributes. */
    private int listing(int i) {
        NounList list = NounList.read(chunks, i + 1, true);
        long attributes = list.items().stream()
                .filter(item -> AttributeTypes.isAttribute(item.phrase().head()))
                .count();
        if (list.items().size() < 2) {
            list.items().stream()
                    .filter(item -> item.phrase().plural() && !Things.isService(item.phrase()))
                    .filter(_ -> list.to() < chunks.size() && chunks.get(list.to()) instanceof Chunk.Separator)
                    .forEach(this::listed);
            return i + 1;
        }
        long plural =
                list.items().stream().filter(item -> item.phrase().plural()).count();
        boolean described = list.items().stream().anyMatch(item -> !item.inner().isEmpty());
        boolean things = attributes * 2 <= list.items().size()
                && (plural > 0 || described || reading.context().isEmpty());
        for (NounList.Item item : list.items()) {
            if (things && !Things.isService(item.phrase())) {
                listed(item);
            } else if (!things) {
                reading.context().ifPresent(owner -> owns(owner, item.phrase()));
            }
        }
        return list.to();
    }

    /** Takes a claim of the verb reader, unless it only says under which condition something else happens. */
    private void claim(Claims.Does claim) {
        if (condition) {
            return;
        }
        boolean takesPending = claim.when() == null && pending != null;
        reading.add(new Claims.Does(
                claim.verb(),
                claim.thing(),
                claim.subject(),
                claim.recipient(),
                takesPending ? pending : claim.when(),
                takesPending ? pendingAnchor : claim.anchor(),
                event,
                claim.context()));
        pending = takesPending ? null : pending;
    }

    private boolean isRefused(int i, NounPhrase phrase) {
        boolean without =
                i > 0 && chunks.get(i - 1) instanceof Chunk.Preposition(String word) && word.equals("without");
        return without || phrase.determiner().equals("no");
    }

    private int skipMarkers(int from) {
        int i = from;
        while (i < chunks.size() && chunks.get(i) instanceof Chunk.Marker(String word) && !CONDITIONS.contains(word)) {
            i++;
        }
        return i;
    }
}
