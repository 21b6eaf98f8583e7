package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.time.TimeReader;
import dev.stepfold.generation.builtin.time.TimeZones;
import dev.stepfold.generation.builtin.time.When;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The times of a text. In the end each of them is written as a recurring need, or named as not understood. */
final class TimeLedger {
    private static final int MAX = 40;

    private final List<When> times = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private final List<String> excluded = new ArrayList<>();
    private final Set<String> existing = new LinkedHashSet<>();
    private boolean full;

    /**
     * Takes what was found in a sentence.
     *
     * @param chunks its parts, among them the times
     */
    void take(TimeReader.Times found, List<Chunk> chunks) {
        List<When> read = chunks.stream()
                .flatMap(chunk -> chunk instanceof Chunk.Time(When when) ? Stream.of(when) : Stream.empty())
                .toList();
        if (times.size() < MAX) {
            times.addAll(read);
            unread.addAll(found.unread());
        } else {
            full |= !read.isEmpty();
        }
    }

    /** Takes times at which a sentence says that something does not happen. */
    void exclude(List<When> excluded, String sentence) {
        leaveOut(excluded, sentence, "a time at which something does not happen");
    }

    /** Takes times at which a sentence says that others do something. */
    void leaveToOthers(List<When> others, String sentence) {
        leaveOut(others, sentence, "a time that others keep");
    }

    private void leaveOut(List<When> left, String sentence, String kind) {
        if (excluded.size() < MAX) {
            left.stream()
                    .map(time -> "\"" + time.phrase() + "\" in \"" + sentence + "\" was taken for " + kind
                            + "; no schedule follows it.")
                    .forEach(excluded::add);
        } else {
            full |= !left.isEmpty();
        }
    }

    /** Takes the time zones of an agent that is to change; its further times are in them too. */
    void takeZonesOf(Agent agent) {
        agent.schedules().stream().map(Schedule::timeZone).forEach(existing::add);
    }

    /** The time zone of the times that stand without one: the first that the text names, or that of the agent. */
    String zone(String text) {
        return TimeZones.named(text)
                .or(() -> times.stream()
                        .map(When::timeZone)
                        .filter(Objects::nonNull)
                        .findFirst())
                .or(() -> existing.stream().findFirst())
                .orElse(TimeZones.DEFAULT);
    }

    /**
     * A sentence for each time that was not written, for all words about time that were not read, and for a time zone
     * that had to be chosen.
     *
     * @param written the times that became needs, compared by identity: two sentences may have the same words
     */
    List<String> notes(Set<When> written, String text) {
        List<String> notes = new ArrayList<>();
        times.stream()
                .filter(time -> !written.contains(time))
                .map(time -> "It is not clear what should happen \"" + time.phrase() + "\".")
                .distinct()
                .forEach(notes::add);
        unread.stream()
                .distinct()
                .map(words -> "\"" + words + "\" was not taken for a time at which something happens.")
                .forEach(notes::add);
        notes.addAll(excluded);
        boolean open = written.stream().anyMatch(time -> time.timeZone() == null);
        if (open && TimeZones.allNamed(text).isEmpty()) {
            TimeZones.unknown(text).stream()
                    .map(words ->
                            "\"" + words + "\" may say in which time zone the times are, but was not understood; \""
                                    + zone(text) + "\" was taken.")
                    .forEach(notes::add);
        }
        if (open) {
            TimeZones.somebodys(text).stream()
                    .map(words -> "\"" + words + "\" may be somebody else's place; times were taken in " + zone(text)
                            + ". Name the time zone if another one is meant.")
                    .forEach(notes::add);
        }
        if (full) {
            notes.add("Only the first " + MAX + " times of the request were read.");
        }
        Set<String> zones = new LinkedHashSet<>(TimeZones.allNamed(text));
        times.stream().map(When::timeZone).filter(Objects::nonNull).forEach(zones::add);
        String source = zones.isEmpty() ? "agent has" : "request names";
        zones.addAll(zones.isEmpty() ? existing : Set.of());
        if (zones.size() > 1 && open) {
            notes.add("The " + source + " several time zones (" + String.join(", ", zones)
                    + "); a time without one was taken in " + zone(text) + ".");
        }
        return notes;
    }
}
