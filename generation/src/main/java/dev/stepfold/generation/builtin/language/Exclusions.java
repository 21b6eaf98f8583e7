package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.time.TimePhrase;
import dev.stepfold.generation.builtin.time.TimeReader;
import dev.stepfold.generation.builtin.time.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds the times at which something does not happen: "Skip weekends", "Don't report on Sundays", "Sundays are excluded".
 * Only the beginning of a clause makes it one; "customers who have not paid" says something else.
 */
final class Exclusions {
    private static final Set<String> NEGATING = Set.of(
            "not",
            "never",
            "no",
            "nothing",
            "nobody",
            "none",
            "don't",
            "doesn't",
            "cannot",
            "can't",
            "won't",
            "shouldn't",
            "mustn't");
    private static final Set<String> EXCLUDING = Set.of(
            "skip", "skipping", "exclude", "excluding", "except", "excepting", "omit", "omitting", "avoid", "ignore");
    private static final Set<String> EXCLUDED = Set.of("excluded", "excepted", "skipped", "omitted", "exempt", "off");
    /** After a negation, these take it back or make it about something else: "don't forget to", "no later than". */
    private static final Set<String> UNDOING =
            Set.of("forget", "miss", "fail", "hesitate", "only", "just", "later", "more", "less", "longer");

    private static final Set<String> RELATIVE = Set.of(
            "who", "whom", "that", "which", "if", "when", "whenever", "unless", "once", "while", "where", "because");
    /** An exclusion that stands alone is short. */
    private static final int MAX_ALONE = 10;

    private static final Set<String> PASSING = Set.of("too", "also", "included", "even", "off", "closed", "well");
    private static final int MAX_PASSING = 5;

    private final List<Token> tokens;

    private Exclusions(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** Whether the sentence says that something does not happen at one of its times. */
    static boolean excludes(List<Token> sentence, TimePhrase time) {
        Exclusions exclusions = new Exclusions(sentence);
        return exclusions.isNegated(time.from()) || exclusions.isExcluded(time.to());
    }

    /** The sentences; one that only excludes days from the time of the one before it is made part of that one. */
    static List<List<Token>> join(List<List<Token>> sentences) {
        List<List<Token>> joined = new ArrayList<>();
        for (List<Token> sentence : sentences) {
            Optional<List<Token>> longer = joined.isEmpty() ? Optional.empty() : joined(joined.getLast(), sentence);
            longer.ifPresent(_ -> joined.removeLast());
            joined.add(longer.orElse(sentence));
        }
        return List.copyOf(joined);
    }

    /** "Saturdays too.", "Closed on Sundays.": days in passing, which a comma could stand before. */
    private static Optional<List<Token>> inPassing(List<Token> before, List<Token> sentence) {
        boolean passing = sentence.size() <= MAX_PASSING
                && sentence.stream().anyMatch(token -> PASSING.contains(token.lower()))
                && sentence.stream()
                        .noneMatch(token -> token.is(Tag.VERB, Tag.MODAL) && !PASSING.contains(token.lower()));
        if (!passing || English.times(sentence).phrases().isEmpty()) {
            return Optional.empty();
        }
        List<Token> longer = new ArrayList<>(before);
        longer.add(new Token(",", ",", ",", Tag.COMMA, false));
        longer.addAll(sentence);
        return only(English.times(before))
                .flatMap(time -> only(English.times(longer))
                        .filter(whole -> whole.when().notes().size()
                                == time.when().notes().size())
                        .map(_ -> List.copyOf(longer)));
    }

    private static Optional<List<Token>> joined(List<Token> before, List<Token> sentence) {
        Optional<List<Token>> passing = inPassing(before, sentence);
        if (passing.isPresent()) {
            return passing;
        }
        boolean excludes = sentence.size() <= MAX_ALONE && sentence.stream().anyMatch(Exclusions::isExclusion);
        if (!excludes) {
            return Optional.empty();
        }
        Optional<TimePhrase> days = only(English.times(sentence));
        Optional<TimePhrase> time = only(English.times(before));
        if (days.isEmpty()
                || time.isEmpty()
                || !excludes(sentence, days.get())
                || !isAboutTheSame(before, sentence, days.get())) {
            return Optional.empty();
        }
        List<Token> longer = new ArrayList<>(before);
        longer.add(new Token(",", ",", ",", Tag.COMMA, false));
        longer.add(new Token("except", "except", "except", Tag.MARKER, false));
        longer.addAll(sentence.subList(days.get().from(), days.get().to()));
        return only(English.times(longer))
                .filter(whole -> isLess(whole, time.get()))
                .map(_ -> List.copyOf(longer));
    }

    private static boolean isExclusion(Token token) {
        return NEGATING.contains(token.lower())
                || EXCLUDING.contains(token.lower())
                || EXCLUDED.contains(token.lower());
    }

    /** The time of a sentence in which every word about time is understood. */
    private static Optional<TimePhrase> only(TimeReader.Times times) {
        return times.phrases().stream()
                .filter(_ -> times.phrases().size() == 1 && times.unread().isEmpty())
                .filter(time -> time.unread().isEmpty() && time.when() instanceof When.Rhythm)
                .findFirst();
    }

    /** Whether the exclusion was read, and nothing else about the time has changed. */
    private static boolean isLess(TimePhrase whole, TimePhrase before) {
        return whole.when() instanceof When.Rhythm less
                && before.when() instanceof When.Rhythm more
                && less.notes().size() == more.notes().size()
                && less.crons().size() == more.crons().size()
                && !less.crons().equals(more.crons());
    }

    /** Whether the words beside the days say nothing that the sentence before does not say. */
    private static boolean isAboutTheSame(List<Token> before, List<Token> sentence, TimePhrase days) {
        Set<String> said = before.stream().map(Token::base).collect(Collectors.toSet());
        return IntStream.range(0, sentence.size())
                .filter(i -> i < days.from() || i >= days.to())
                .mapToObj(sentence::get)
                .allMatch(token -> isExclusion(token)
                        || said.contains(token.base())
                        || !token.is(Tag.NOUN, Tag.VERB, Tag.ADJECTIVE, Tag.NUMBER));
    }

    private boolean isNegated(int time) {
        for (int k = clause(time); k < time; k++) {
            Token token = tokens.get(k);
            if (RELATIVE.contains(token.lower())) {
                return false;
            }
            boolean direct = k + 2 >= time;
            if (NEGATING.contains(token.lower())) {
                boolean ofNoun = !direct
                        && k > 0
                        && Set.of("not", "no").contains(token.lower())
                        && tokens.get(k - 1).is(Tag.NOUN, Tag.PREPOSITION);
                return !ofNoun && !isUndone(k + 1);
            }
            if (EXCLUDING.contains(token.lower())) {
                return true;
            }
            if (token.is(Tag.VERB)) {
                return false;
            }
        }
        return false;
    }

    private boolean isUndone(int i) {
        return i < tokens.size() && UNDOING.contains(tokens.get(i).lower());
    }

    /** Where the clause begins that goes on at a place. */
    private int clause(int i) {
        for (int k = i - 1; k >= 0; k--) {
            Token token = tokens.get(k);
            boolean link = token.is(Tag.AND, Tag.OR)
                    && tokens.get(k + 1).is(Tag.VERB, Tag.PRONOUN, Tag.MODAL, Tag.MARKER, Tag.ADVERB);
            if (token.is(Tag.COMMA, Tag.COLON, Tag.OPEN)
                    || link
                    || token.lower().equals("but")) {
                return k + 1;
            }
        }
        return 0;
    }

    /** Whether "are excluded", "off" or "do not count" stands there. */
    private boolean isExcluded(int i) {
        int k = i;
        boolean not = false;
        boolean does = false;
        while (k < tokens.size() && !isDone(k) && (tokens.get(k).is(Tag.BE, Tag.MODAL, Tag.ADVERB) || isDo(k))) {
            not |= NEGATING.contains(tokens.get(k).lower());
            does |= !tokens.get(k).is(Tag.ADVERB) || tokens.get(k).lower().matches("do(es)?n't");
            k++;
        }
        return (not && does) || isDone(k);
    }

    private boolean isDo(int k) {
        return Set.of("do", "does").contains(tokens.get(k).lower());
    }

    private boolean isDone(int k) {
        return k < tokens.size() && EXCLUDED.contains(tokens.get(k).lower());
    }
}
