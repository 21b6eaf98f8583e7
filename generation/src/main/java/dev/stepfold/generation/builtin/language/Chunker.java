package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.time.TimePhrase;
import dev.stepfold.generation.builtin.time.TimeWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Joins the words of a sentence into its parts. */
final class Chunker {
    private static final int MAX_NOUNS = 4;
    /** These give their object one of several values. */
    private static final Set<String> JUDGING = Set.of(
            "tag",
            "mark",
            "rate",
            "grade",
            "label",
            "classify",
            "flag",
            "judge",
            "sort",
            "score",
            "rank",
            "categorise",
            "categorize");
    /** These take "of" into one name: "date of birth", "number of seats". */
    private static final Set<String> JOINING =
            Set.of("date", "number", "year", "place", "reason", "proof", "unit", "method", "point", "cause", "country");

    private final List<Token> tokens;
    private final AttributeNouns attributes;
    private final DescribedValues described;
    private final Map<Integer, TimePhrase> times = new HashMap<>();
    /** Words that belong to a time elsewhere in the sentence, from their first to the word after them. */
    private final Map<Integer, Integer> apart = new HashMap<>();

    private final List<Chunk> chunks = new ArrayList<>();

    private Chunker(List<Token> tokens, List<TimePhrase> found, AttributeNouns attributes) {
        this.tokens = tokens;
        this.attributes = attributes;
        this.described = new DescribedValues(tokens, attributes);
        found.forEach(time -> {
            times.put(time.from(), time);
            time.apart().forEach(span -> apart.put(span.from(), span.to()));
        });
    }

    /**
     * The parts of a sentence.
     *
     * @param times its times
     * @param attributes which nouns name attributes
     */
    static List<Chunk> chunk(List<Token> sentence, List<TimePhrase> times, AttributeNouns attributes) {
        Chunker chunker = new Chunker(sentence, times, attributes);
        int i = 0;
        while (i < sentence.size()) {
            i = chunker.next(i);
        }
        return List.copyOf(chunker.chunks);
    }

    private int next(int i) {
        TimePhrase time = times.get(i);
        if (time != null) {
            chunks.add(new Chunk.Time(time.when()));
            return time.to();
        }
        if (apart.containsKey(i)) {
            return apart.getOrDefault(i, i + 1);
        }
        if (isWhether(i)) {
            return whether(i);
        }
        boolean timed =
                tokens.get(i).possessive() && TimeWords.isOne(tokens.get(i).lower());
        if (timed && i + 1 < tokens.size() && tokens.get(i + 1).is(Tag.NOUN, Tag.ADJECTIVE)) {
            return i + 1;
        }
        Token token = tokens.get(i);
        return switch (token.tag()) {
            case NOUN, ADJECTIVE, DETERMINER, NUMBER -> noun(i);
            case VERB -> {
                int lone = LoneAttribute.end(tokens, i, described.describes(i));
                yield lone > i
                        ? add(lone - 1, new Chunk.Noun(LoneAttribute.phrase(tokens, i, lone, attributes)))
                        : add(i, verb(i));
            }
            case HAVE -> add(i, new Chunk.Have());
            case BE -> be(i);
            case TO, PREPOSITION -> preposition(i);
            case AND, OR, COMMA, COLON, OPEN, CLOSE -> add(i, new Chunk.Separator(token.tag()));
            case PRONOUN -> {
                boolean judged = isJudged();
                add(i, new Chunk.Pronoun(token.lower(), false));
                yield judged ? judgement(i + 1) : i + 1;
            }
            case POSSESSIVE -> add(i, new Chunk.Pronoun(token.lower(), true));
            case MARKER, MODAL -> add(i, new Chunk.Marker(token.lower()));
            case ADVERB -> i + 1;
        };
    }

    /** "returned or not", "paid yes or no", in a row of attributes. */
    private boolean isWhether(int i) {
        return whetherEnd(i) > i;
    }

    private int whetherEnd(int i) {
        boolean answered = i + 3 < tokens.size()
                && tokens.get(i).is(Tag.ADJECTIVE, Tag.VERB)
                && tokens.get(i + 1).lower().equals("yes")
                && tokens.get(i + 2).is(Tag.OR)
                && tokens.get(i + 3).lower().equals("no");
        return answered ? i + 4 : isOrNot(i) ? i + 3 : i;
    }

    private boolean isOrNot(int i) {
        return i + 2 < tokens.size()
                && tokens.get(i).is(Tag.ADJECTIVE, Tag.VERB, Tag.NOUN)
                && tokens.get(i + 1).is(Tag.OR)
                && tokens.get(i + 2).lower().equals("not")
                && !(i > 0 && tokens.get(i - 1).is(Tag.BE));
    }

    private int whether(int i) {
        String word = tokens.get(i).lower();
        chunks.add(new Chunk.Noun(
                new NounPhrase(NounPhrase.WHETHER, List.of(), List.of(word), word, false, false, List.of(), "")));
        return whetherEnd(i);
    }

    /** Whether a verb stands before it that sorts things: "tag them good, neutral or bad". */
    private boolean isJudged() {
        return !chunks.isEmpty()
                && chunks.getLast() instanceof Chunk.Verb(String base, boolean _, boolean _)
                && JUDGING.contains(base);
    }

    /** Adds the values that such a verb gives its object; returns the place after them. */
    private int judgement(int i) {
        int from = i < tokens.size() && tokens.get(i).lower().equals("as") ? i + 1 : i;
        Optional<ValueList> values = ValueList.alternatives(tokens, from)
                .filter(list -> list.values().size() > 1
                        && IntStream.range(from, list.to()).noneMatch(this::isTime));
        values.ifPresent(list -> chunks.add(new Chunk.States(list.values())));
        return values.map(ValueList::to).orElse(i);
    }

    private int add(int i, Chunk chunk) {
        chunks.add(chunk);
        return i + 1;
    }

    private Chunk verb(int i) {
        Token token = tokens.get(i);
        boolean past = !token.lower().equals(token.base())
                && !token.lower().endsWith("s")
                && !token.lower().endsWith("ing");
        boolean negated = i > 0
                && Set.of("not", "never", "cannot", "don't", "doesn't")
                        .contains(tokens.get(i - 1).lower());
        return new Chunk.Verb(token.base(), past, negated);
    }

    private int be(int i) {
        boolean possibly = i > 0 && tokens.get(i - 1).is(Tag.MODAL);
        Optional<ValueList> states = ValueList.afterBe(tokens, i + 1, possibly);
        states.ifPresentOrElse(list -> chunks.add(new Chunk.States(list.values())), () -> chunks.add(new Chunk.Be()));
        int adjective = i + 1;
        while (adjective < tokens.size() && tokens.get(adjective).is(Tag.ADVERB) && !isTime(adjective)) {
            adjective++;
        }
        boolean state = states.isEmpty()
                && adjective < tokens.size()
                && tokens.get(adjective).is(Tag.ADJECTIVE)
                && !isTime(adjective)
                && isTime(adjective + 1);
        return state
                ? add(adjective, new Chunk.Marker(tokens.get(adjective).lower()))
                : states.map(ValueList::to).orElse(i + 1);
    }

    private int preposition(int i) {
        Optional<ValueList> path = ValueList.path(tokens, i);
        path.ifPresentOrElse(
                list -> chunks.add(new Chunk.States(list.values())),
                () -> chunks.add(new Chunk.Preposition(tokens.get(i).lower())));
        return path.map(ValueList::to).orElse(i + 1);
    }

    private int noun(int from) {
        int i = from;
        String determiner = "";
        List<String> adjectives = new ArrayList<>();
        while (i < tokens.size() && isDescription(i)) {
            Token token = tokens.get(i);
            if (token.is(Tag.DETERMINER)) {
                determiner = token.lower();
            } else if (token.is(Tag.ADJECTIVE)) {
                adjectives.add(token.lower());
            }
            i++;
        }
        int first = i;
        while (i < tokens.size()
                && tokens.get(i).is(Tag.NOUN)
                && !isTime(i)
                && !isWhether(i)
                && (i == first || continues(from, i))) {
            i++;
        }
        if (i == first) {
            int lone = LoneAttribute.end(tokens, from, described.describes(from));
            boolean read = lone > from && !isTime(from);
            if (read) {
                chunks.add(new Chunk.Noun(LoneAttribute.phrase(tokens, from, lone, attributes)));
            }
            return read ? lone : Math.max(i, from + 1);
        }
        Token last = tokens.get(i - 1);
        boolean joins = i + 1 < tokens.size() && tokens.get(i + 1).is(Tag.NOUN) && joins(from, i, last);
        int end = joins ? i + 2 : i;
        List<String> nouns = tokens.subList(Math.max(first, i - MAX_NOUNS), end).stream()
                .map(Token::lower)
                .toList();
        NounPhrase phrase = new NounPhrase(
                determiner, adjectives, nouns, last.base(), !joins && last.plural(), last.possessive(), List.of(), "");
        int unit = described.describes(from) ? Units.end(tokens, end) : end;
        Optional<ValueList> values = unit == end && attributes.haveStates(last.base())
                ? ValueList.afterNoun(tokens, end)
                        .or(() -> ValueList.single(tokens, end, last.base()))
                        .or(() -> described.row(end))
                : Optional.empty();
        values = values.or(() -> described.after(from, end));
        int measured = values.isEmpty() ? unit : end;
        if (measured > end && times.keySet().stream().noneMatch(time -> time >= end && time < measured)) {
            chunks.add(new Chunk.Noun(phrase.in(Units.singular(tokens.get(measured - 1)))));
            return measured;
        }
        int left = values.isEmpty() ? LoneAttribute.leftOver(tokens, end, described.describes(from)) : end;
        if (left > end) {
            chunks.add(new Chunk.Noun(LoneAttribute.leftOver(phrase, tokens.get(end))));
            return left;
        }
        Optional<ValueList> kinds =
                values.isEmpty() ? KindsOf.after(tokens, end, last.base(), attributes) : Optional.empty();
        if (kinds.isPresent()) {
            chunks.add(new Chunk.Noun(KindsOf.owner(tokens, end)));
            chunks.add(new Chunk.Noun(phrase.with(kinds.get().values())));
            return skipClosing(kinds.get().to(), true);
        }
        boolean judged = values.isEmpty() && isJudged();
        chunks.add(new Chunk.Noun(values.map(list -> phrase.with(list.values())).orElse(phrase)));
        int judgement = judged ? judgement(end) : end;
        if (judgement > end) {
            return judgement;
        }
        return skipClosing(values.map(ValueList::to).orElse(end), values.isPresent());
    }

    /** "date of birth"; where attributes are listed, also "price per kilo". */
    private boolean joins(int from, int i, Token last) {
        String word = tokens.get(i).lower();
        boolean of = JOINING.contains(last.base()) && word.equals("of");
        return of || (word.equals("per") && attributes.include(last.base()) && described.describes(from));
    }

    /** A noun continues the noun before it, unless that one is plural, owns it, or has states that now follow. */
    private boolean continues(int from, int i) {
        Token before = tokens.get(i - 1);
        boolean statesFollow = (attributes.haveStates(before.base())
                        && ValueList.afterNoun(tokens, i)
                                .or(() -> described.row(i))
                                .isPresent())
                || described.after(from, i).isPresent();
        return !before.plural() && !before.possessive() && !statesFollow;
    }

    private boolean isDescription(int i) {
        return tokens.get(i).is(Tag.DETERMINER, Tag.ADJECTIVE, Tag.NUMBER, Tag.ADVERB) && !isTime(i);
    }

    private boolean isTime(int i) {
        return times.containsKey(i) || apart.containsKey(i);
    }

    private int skipClosing(int i, boolean hadValues) {
        return hadValues && i < tokens.size() && tokens.get(i).is(Tag.CLOSE) ? i + 1 : i;
    }
}
