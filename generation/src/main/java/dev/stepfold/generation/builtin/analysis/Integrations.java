package dev.stepfold.generation.builtin.analysis;

import dev.stepfold.generation.builtin.result.Analysis.Integration;
import dev.stepfold.generation.builtin.result.Feature;
import dev.stepfold.generation.builtin.result.Understanding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The outside services: those that the request names, and those that its features need. */
final class Integrations {
    private static final Map<String, String> PURPOSES = Map.of(
            "email", "Sends messages by email.",
            "sms", "Sends text messages.",
            "chat", "Posts messages to a chat.",
            "payment", "Takes payments.",
            "calendar", "Keeps a calendar in step.",
            "files", "Reads and writes files.",
            "accounting", "Hands figures to the accounting.",
            "maps", "Looks up places and routes.",
            "web", "Calls other systems over HTTP.");
    private static final Set<String> BY_TEXT = Set.of("text");
    private static final Set<String> BY_EMAIL = Set.of("remind", "notify", "alert", "email", "inform", "warn", "tell");

    private Integrations() {}

    static List<Integration> of(Understanding understanding) {
        Set<String> kinds = new TreeSet<>(understanding.integrations());
        boolean texts = understanding.features().stream().map(Feature::verb).anyMatch(BY_TEXT::contains);
        Optional<Feature> message = understanding.features().stream()
                .filter(feature -> BY_EMAIL.contains(feature.verb()))
                .findFirst();
        if (texts) {
            kinds.add("sms");
        }
        if (message.isPresent() && !kinds.contains("sms") && !kinds.contains("chat")) {
            kinds.add("email");
        }
        List<Integration> integrations = new ArrayList<>();
        kinds.forEach(kind ->
                integrations.add(new Integration(kind, PURPOSES.getOrDefault(kind, "Is named by the request."))));
        return integrations;
    }
}
