package dev.stepfold.generation.builtin.blueprint;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.resource.Resources;
import dev.stepfold.generation.builtin.result.AttributeSpec;
import dev.stepfold.generation.builtin.result.LinkSpec;
import dev.stepfold.generation.builtin.time.TimePhrase;
import dev.stepfold.generation.builtin.time.TimeReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A blueprint as it is written. */
record BlueprintFile(
        String domain,
        String title,
        List<String> anchors,
        List<String> examples,
        List<WrittenEntity> entities,
        List<Blueprint.Deed> actions,
        List<WrittenNeed> needs) {
    record WrittenEntity(
            String name,
            @Nullable List<String> aliases,
            @Nullable Boolean core,
            @Nullable Boolean person,
            @Nullable String part,
            Map<String, String> attributes) {
        Blueprint.Entity read() {
            List<String> names = new ArrayList<>(List.of(Names.spoken(name)));
            names.addAll(aliases == null ? List.of() : aliases);
            List<AttributeSpec> scalars = new ArrayList<>();
            List<LinkSpec> links = new ArrayList<>();
            attributes.forEach((attribute, notation) -> {
                if (AttributeNotation.isLink(notation)) {
                    links.add(AttributeNotation.link(attribute, notation));
                } else {
                    scalars.add(AttributeNotation.attribute(attribute, notation));
                }
            });
            return new Blueprint.Entity(
                    name,
                    List.copyOf(names),
                    Boolean.TRUE.equals(core),
                    Boolean.TRUE.equals(person),
                    part != null,
                    List.copyOf(scalars),
                    List.copyOf(links));
        }
    }

    record WrittenNeed(
            String verb,
            String entity,
            @Nullable String recipient,
            @Nullable String subject,
            String when,
            String purpose) {
        Blueprint.Need read() {
            List<String> words = Arrays.asList(when.split(" ", -1));
            TimePhrase time = TimeReader.read(words).getFirst();
            String anchor = String.join(" ", words.subList(time.to(), words.size()));
            return new Blueprint.Need(
                    verb, entity, recipient, subject, time.when(), anchor.replaceFirst("^the ", ""), purpose);
        }
    }

    static Blueprint read(String name) {
        BlueprintFile file = Resources.read("blueprints/" + name + ".json", new TypeReference<>() {});
        return new Blueprint(
                file.domain,
                file.title,
                List.copyOf(file.anchors),
                List.copyOf(file.examples),
                file.entities.stream().map(WrittenEntity::read).toList(),
                List.copyOf(file.actions),
                file.needs.stream().map(WrittenNeed::read).toList());
    }
}
