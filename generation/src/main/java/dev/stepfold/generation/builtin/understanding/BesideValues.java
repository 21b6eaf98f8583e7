package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Tag;
import dev.stepfold.generation.builtin.language.Token;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** "Besides blood and urine we now take saliva and hair": further values of the enum that has the first ones. */
final class BesideValues {
    private static final Set<String> BESIDES = Set.of("besides", "beside");

    private BesideValues() {}

    /** The further values that a sentence names; empty if it names none, or if several fields have the first ones. */
    static Optional<EditReader.Value> in(List<Token> sentence, Agent agent) {
        if (sentence.isEmpty() || !BESIDES.contains(sentence.getFirst().lower())) {
            return Optional.empty();
        }
        int subject = IntStream.range(1, sentence.size())
                .filter(i -> sentence.get(i).is(Tag.PRONOUN))
                .findFirst()
                .orElse(sentence.size());
        int verb = IntStream.range(subject, sentence.size())
                .filter(i -> sentence.get(i).is(Tag.VERB, Tag.HAVE, Tag.BE))
                .findFirst()
                .orElse(sentence.size());
        List<String> known = values(sentence.subList(1, subject));
        List<String> further = verb < sentence.size() ? values(sentence.subList(verb + 1, sentence.size())) : List.of();
        List<EditReader.Value> meant = agent.models().stream()
                .flatMap(model -> model.fields().stream()
                        .filter(field -> has(agent, field, known))
                        .map(field -> value(model, field, further)))
                .toList();
        return meant.size() == 1 && !further.isEmpty() ? Optional.of(meant.getFirst()) : Optional.empty();
    }

    private static List<String> values(List<Token> words) {
        return words.stream()
                .filter(word -> word.is(Tag.NOUN, Tag.ADJECTIVE, Tag.VERB))
                .map(word -> word.lower().replace('-', '_'))
                .distinct()
                .toList();
    }

    private static boolean has(Agent agent, Field field, List<String> known) {
        return !known.isEmpty()
                && agent.enums().stream()
                        .filter(it -> it.name().equals(field.type()))
                        .map(EnumType::values)
                        .anyMatch(values -> values.containsAll(known));
    }

    private static EditReader.Value value(Model model, Field field, List<String> further) {
        return new EditReader.Value(model.name(), AttributeTypes.enumeration(field.name(), further));
    }
}
