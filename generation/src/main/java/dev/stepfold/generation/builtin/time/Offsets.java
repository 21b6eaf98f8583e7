package dev.stepfold.generation.builtin.time;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads distances from a date: "three days before", "a week in advance", "older than 90 days". */
final class Offsets {
    private static final Set<String> BEFORE = Set.of("before", "prior", "ahead", "earlier");
    private static final Set<String> AFTER = Set.of("after", "later", "past");
    static final Set<String> DIRECTIONS = Set.of("before", "after", "prior");

    private final Words words;

    Offsets(Words words) {
        this.words = words;
    }

    Optional<Read<When.Offset>> at(int i) {
        return olderThan(i).or(() -> halfAnHour(i)).or(() -> plain(i));
    }

    private Optional<Read<When.Offset>> halfAnHour(int i) {
        return words.are(i, "half", "an", "hour")
                ? plain(i + 1)
                        .map(later -> new Read<>(
                                new When.Offset(
                                        30, When.Unit.MINUTE, later.value().before(), words.text(i, later.to())),
                                later.to()))
                : Optional.empty();
    }

    private Optional<Read<When.Offset>> plain(int i) {
        OptionalInt amount = Calendar.number(words.at(i));
        Optional<When.Unit> unit = Calendar.unit(words.at(i + 1));
        boolean advance = words.are(i + 2, "in", "advance");
        boolean before = words.isIn(i + 2, BEFORE) || advance;
        boolean pastTheHour = words.is(i + 2, "past") && unit.equals(Optional.of(When.Unit.MINUTE));
        boolean directed = before || (words.isIn(i + 2, AFTER) && !pastTheHour);
        if (amount.isEmpty() || unit.isEmpty() || !directed) {
            return Optional.empty();
        }
        int to = advance || words.are(i + 2, "prior", "to") ? i + 4 : i + 3;
        return Optional.of(offset(amount.getAsInt(), unit.get(), before, i, to));
    }

    /** "after 30 days", "older than 90 days", "for more than a week". */
    private Optional<Read<When.Offset>> olderThan(int i) {
        boolean than = words.isIn(i, Set.of("older", "more", "longer")) && words.is(i + 1, "than");
        int number = words.is(i, "after") ? i + 1 : i + 2;
        OptionalInt amount = Calendar.number(words.at(number));
        Optional<When.Unit> unit = Calendar.unit(words.at(number + 1));
        boolean fits = (than || words.is(i, "after")) && amount.isPresent() && unit.isPresent();
        return fits ? Optional.of(offset(amount.getAsInt(), unit.get(), false, i, number + 2)) : Optional.empty();
    }

    private Read<When.Offset> offset(int amount, When.Unit unit, boolean before, int from, int to) {
        String phrase = words.text(from, to);
        String lower = Character.toLowerCase(phrase.charAt(0)) + phrase.substring(1);
        return new Read<>(new When.Offset(amount, unit, before, lower), to);
    }
}
