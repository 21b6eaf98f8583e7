package dev.stepfold.agentexport;

import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Two parts of an agent with the same name, which an agent may have that was made without validation. A format whose parts refer
 * to each other by name cannot tell them apart.
 */
final class Namesakes {
    private Namesakes() {}

    /** The agent in a format whose parts refer to each other by name. */
    static Export unless(Agent agent, Function<Agent, String> writer) {
        return find(agent)
                .<Export>map(Export.NotExpressible::new)
                .orElseGet(() -> new Export.Written(writer.apply(agent)));
    }

    private static Optional<String> find(Agent agent) {
        Stream<Optional<String>> types = Stream.of(repeated(
                "models or enums of the agent",
                Stream.concat(
                                agent.models().stream().map(Model::name),
                                agent.enums().stream().map(EnumType::name))
                        .toList()));
        Stream<Optional<String>> fields = agent.models().stream()
                .map(model -> repeated(
                        "fields of the model " + model.name(),
                        model.fields().stream().map(Field::name).toList()));
        Stream<Optional<String>> values =
                agent.enums().stream().map(type -> repeated("values of the enum " + type.name(), type.values()));
        return Stream.of(types, fields, values)
                .flatMap(all -> all)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> repeated(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        return names.stream()
                .filter(name -> !seen.add(name))
                .findFirst()
                .map(name -> "Two " + what + " have the name " + name + ".");
    }
}
