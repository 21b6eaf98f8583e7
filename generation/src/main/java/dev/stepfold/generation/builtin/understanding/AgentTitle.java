package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.blueprint.Blueprint;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.result.Feature;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.wording.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The agent's name and description, in the words of the request if it has some. */
final class AgentTitle {
    private static final Pattern CALLED = Pattern.compile(
            "\\b(?:called|named)\\s+[\"“'‘]?((?:\\p{Lu}[\\w&-]{0,30})(?:\\s\\p{Lu}[\\w&-]{0,30}){0,3})");
    private static final int MAX_NAMED = 4;

    private AgentTitle() {}

    static String name(String request, Reading reading, Drafts drafts) {
        Matcher called = CALLED.matcher(request);
        if (called.find()) {
            return called.group(1);
        }
        Optional<NounPhrase> system = reading.systems().stream()
                .filter(phrase -> phrase.attributeWords().size() > 1
                        || !Lexicon.english().isSystem(phrase.head())
                        || isDomain(phrase.head(), drafts))
                .findFirst();
        if (drafts.blueprints().size() > 1 && reading.systems().size() > 1) {
            return Names.title(words(reading.systems().get(0))) + " and "
                    + Names.title(words(reading.systems().get(1)));
        }
        if (system.isPresent()) {
            List<String> words = words(system.get());
            return Names.title(words);
        }
        Optional<String> domain =
                drafts.blueprints().stream().map(Blueprint::title).findFirst();
        return domain.map(title -> title + " Agent")
                .orElseGet(() -> drafts.first()
                        .map(draft ->
                                Names.title(List.of(Names.spoken(draft.name()).split(" ", -1))) + " Manager")
                        .orElse("Agent"));
    }

    private static List<String> words(NounPhrase system) {
        List<String> words = new ArrayList<>(system.attributeWords());
        String last = Lexicon.english().singular(words.removeLast());
        words.add(last);
        if (!Lexicon.english().isSystem(last)) {
            words.add("agent");
        }
        return words;
    }

    /** "CRM" says more than "app". */
    private static boolean isDomain(String word, Drafts drafts) {
        return drafts.blueprints().stream()
                .anyMatch(blueprint -> blueprint.anchors().contains(word));
    }

    static String description(Drafts drafts, List<Feature> features, List<RecurringNeed> needs) {
        List<String> things = new ArrayList<>(drafts.all().stream()
                .limit(MAX_NAMED)
                .map(EntityDraft::spokenPlural)
                .toList());
        int more = drafts.all().size() - things.size();
        if (more > 0) {
            things.add(more + " more");
        }
        StringBuilder description = new StringBuilder("Manages " + Wording.list(things) + ".");
        if (!needs.isEmpty()) {
            description
                    .append(" By itself it ")
                    .append(uncapital(needs.getFirst().purpose()));
        } else if (!features.isEmpty()) {
            description.append(' ').append(features.getFirst().purpose());
        }
        return description.toString();
    }

    private static String uncapital(String sentence) {
        return sentence.isEmpty() ? sentence : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
