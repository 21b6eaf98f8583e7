package dev.stepfold.generation.builtin.time;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.resource.Resources;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Places that lie in several time zones, because others have the same name or because they are large countries. */
final class Namesakes {
    private static final Map<String, Map<String, String>> KNOWN =
            Resources.read("language/namesakes.json", new TypeReference<>() {});
    /** The time zones of a name, the one of the best known place first. */
    private static final Map<String, List<String>> ZONES = KNOWN.getOrDefault("namesakes", Map.of()).entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> List.of(entry.getValue().split(" ", -1))));
    /** States and countries, with the time zone of most towns there. */
    private static final Map<String, String> WITHIN = KNOWN.getOrDefault("within", Map.of());

    private static final int MAX_WORDS = 3;

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
            @Nullable String zone = WITHIN.get(words.text(i, to).toLowerCase(Locale.ROOT));
            if (zone != null) {
                return Optional.of(new Read<>(zone, to));
            }
        }
        return Optional.empty();
    }
}
