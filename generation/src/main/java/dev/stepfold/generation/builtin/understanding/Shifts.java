package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.English;
import dev.stepfold.generation.builtin.language.Token;
import dev.stepfold.generation.builtin.time.TimeReader;
import dev.stepfold.generation.builtin.time.When;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads by how much something is to happen earlier or later than it does. */
final class Shifts {
    private static final Set<String> LATER = Set.of("delay", "postpone", "defer", "back");
    private static final Set<String> EARLIER = Set.of("advance", "forward");
    /** An amount has at most so many words: "one and a half hours". */
    private static final int AMOUNT = 2;

    private Shifts() {}

    /** "an hour earlier", "delay by an hour", "back two hours". */
    static Optional<When.Offset> of(List<Token> part) {
        return English.times(part).phrases().stream()
                .flatMap(time -> offset(time.when()).stream())
                .filter(Shifts::isShift)
                .findFirst()
                .or(() -> undirected(part));
    }

    static boolean isShift(When.Offset offset) {
        return offset.phrase().matches(".*\\b(later|earlier)");
    }

    private static Optional<When.Offset> undirected(List<Token> part) {
        boolean later = part.stream().anyMatch(word -> LATER.contains(word.lower()));
        boolean earlier = part.stream().anyMatch(word -> EARLIER.contains(word.lower()));
        return later || earlier
                ? IntStream.rangeClosed(0, part.size() - AMOUNT)
                        .mapToObj(i -> amount(part.subList(i, i + AMOUNT), later ? "later" : "earlier"))
                        .flatMap(Optional::stream)
                        .findFirst()
                : Optional.empty();
    }

    private static Optional<When.Offset> amount(List<Token> words, String direction) {
        List<String> whole = Stream.concat(words.stream().map(Token::text), Stream.of(direction))
                .toList();
        return TimeReader.read(whole).stream()
                .filter(time -> time.from() == 0 && time.to() == whole.size())
                .flatMap(time -> offset(time.when()).stream())
                .findFirst();
    }

    private static Optional<When.Offset> offset(When when) {
        return when instanceof When.Offset offset ? Optional.of(offset) : Optional.empty();
    }
}
