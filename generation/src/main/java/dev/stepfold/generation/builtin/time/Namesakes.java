package dev.stepfold.generation.builtin.time;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.resource.Resources;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Places that lie in several time zones, because others have the same name or because they are large countries. */
final class Namesakes {
    private static final Known KNOWN = Resources.read("language/namesakes.json", new TypeReference<>() {});

    /** The time zones of a name, the one of the best known place first. */
    private static final Map<String, List<String>> ZONES = KNOWN.namesakes.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> List.of(entry.getValue().split(" ", -1))));

    /** States and countries. */
    private static final Set<String> REGIONS = Set.copyOf(KNOWN.regions);

    private static final int MAX_WORDS = 3;

    /**
     * The file.
     *
     * @param namesakes the time zones of each name
     * @param regions states and countries with the time zone that their name has everywhere
     * @param within those with another one after a comma, and abbreviations, with the time zone of most towns there
     */
    private record Known(Map<String, String> namesakes, List<String> regions, Map<String, String> within) {}

    private Namesakes() {}

    /** The time zone that is taken for each of the names. */
    static Map<String, String> usual() {
        return ZONES.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().getFirst()));
    }

    /** The time zones in which a place of that name lies; empty if there is only one. */
    static List<String> zones(String name) {
        return ZONES.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** The time zone of the state or country that begins there. */
    static Optional<Read<String>> within(Words words, int i) {
        for (int to = Math.min(words.size(), i + MAX_WORDS); to > i; to--) {
            Optional<String> zone = zoneOf(words.text(i, to).toLowerCase(Locale.ROOT));
            if (zone.isPresent()) {
                return Optional.of(new Read<>(zone.get(), to));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> zoneOf(String region) {
        return REGIONS.contains(region) ? TimeZones.usual(region) : Optional.ofNullable(KNOWN.within.get(region));
    }
}
