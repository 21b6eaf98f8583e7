package dev.stepfold.generation.builtin.time;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.resource.Resources;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The time zone that a text names: "Europe/Berlin", "CET", "New York time". */
public final class TimeZones {
    /** The time zone if the text names none. */
    public static final String DEFAULT = "UTC";

    private static final Map<String, Map<String, String>> KNOWN =
            Resources.read("language/time-zones.json", new TypeReference<>() {});
    private static final Set<String> IANA = ZoneId.getAvailableZoneIds();
    private static final Pattern NAMED = Pattern.compile("\\b([A-Z][A-Za-z]{2,12}/[A-Z][A-Za-z_/]{2,30})"
            + "|\\b(UTC|GMT|CES?T|BST|E[SD]T|C[SD]T|M[SD]T|P[SD]T|IST|JST|AEST)\\b"
            + "|\\b([A-Za-z]{2,12}) (?:(?:standard )?time\\b)");

    private TimeZones() {}

    /** The first time zone that {@code text} names. */
    public static Optional<String> named(String text) {
        Matcher named = NAMED.matcher(text);
        while (named.find()) {
            if (named.group(1) != null && IANA.contains(named.group(1))) {
                return Optional.of(named.group(1));
            }
            if (named.group(2) != null) {
                return Optional.ofNullable(known("names", named.group(2)));
            }
            if (named.group(3) != null) {
                String word = named.group(3);
                @Nullable String zone = known("places", word);
                zone = zone == null && Character.isUpperCase(word.charAt(0)) ? known("names", word) : zone;
                if (zone != null) {
                    return Optional.of(zone);
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable String known(String kind, String word) {
        return KNOWN.getOrDefault(kind, Map.of()).get(word.toLowerCase(Locale.ROOT));
    }
}
