package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.NounPhrase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Services: actions expressed as nouns. "A report of overdue invoices" is to report on invoices. */
final class Services {
    /** A service as an action. */
    private static final Map<String, String> DONE = Map.ofEntries(
            Map.entry("reminder", "remind"),
            Map.entry("follow-up", "remind"),
            Map.entry("notification", "notify"),
            Map.entry("notice", "notify"),
            Map.entry("alert", "alert"),
            Map.entry("confirmation", "notify"),
            Map.entry("message", "message"),
            Map.entry("email", "email"),
            Map.entry("mail", "email"),
            Map.entry("sms", "text"),
            Map.entry("text", "text"),
            Map.entry("newsletter", "email"),
            Map.entry("summary", "summarise"),
            Map.entry("digest", "summarise"),
            Map.entry("overview", "summarise"),
            Map.entry("backup", "backup"),
            Map.entry("export", "export"),
            Map.entry("import", "import"));

    private Services() {}

    /** Whether a service is only a way to tell, and not what is told. */
    static boolean isMessage(NounPhrase phrase) {
        return Set.of("email", "mail", "sms", "message", "text").contains(phrase.head());
    }

    /** The verb of a service. */
    static String verbOf(String service) {
        return DONE.getOrDefault(service, "report");
    }

    /** What a service is about: "payment reminders", "a report of sales". */
    static @Nullable String about(NounList.Item item, Tail tail) {
        Optional<String> of = Optional.ofNullable(item.of()).flatMap(Things::thing);
        if (of.isPresent()) {
            return of.get();
        }
        List<String> nouns = item.phrase().nouns();
        Lexicon lexicon = Lexicon.english();
        if (nouns.size() > 1 && !lexicon.isService(nouns.get(nouns.size() - 2))) {
            return lexicon.singular(nouns.get(nouns.size() - 2));
        }
        boolean thingItself = !Things.isService(item.phrase());
        return thingItself ? Things.thing(item.content()).orElse(null) : tail.topic();
    }

    /** Which of the things an item is about: "overdue". */
    static @Nullable String subject(NounList.Item item) {
        return adjective(item.of() == null ? item.phrase() : item.of());
    }

    /** Which of the things: "overdue". */
    static @Nullable String adjective(NounPhrase phrase) {
        return phrase.adjectives().stream()
                .filter(word -> phrase.attributeWords().contains(word))
                .findFirst()
                .orElse(null);
    }
}
