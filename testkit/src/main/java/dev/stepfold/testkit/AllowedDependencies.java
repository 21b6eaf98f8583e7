package dev.stepfold.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which package may depend on which. Each package has a line that names the packages it may depend on, and every one of
 * them has an earlier line; the packages therefore form no cycle. A class whose package has no line is a violation, and
 * so is a dependency on one.
 *
 * <p>Names are relative to a root package. {@code name..} stands for a package and all packages below it, which may
 * depend on each other; {@code name} for the package alone. The longest name counts.
 *
 * <pre>{@code
 * @ArchTest
 * static final ArchRule PACKAGES = AllowedDependencies.in("com.example")
 *         .allow("model..")
 *         .allow("http", "model..")
 *         .rule();
 * }</pre>
 */
public final class AllowedDependencies {
    private static final String WITH_SUBPACKAGES = "..";

    private final String root;
    private final Map<String, Set<String>> lines = new LinkedHashMap<>();

    private AllowedDependencies(String root) {
        this.root = root;
    }

    /** Applies to the packages below {@code root}. What these depend on outside of it is not considered. */
    public static AllowedDependencies in(String root) {
        return new AllowedDependencies(root);
    }

    /**
     * Adds a package's line.
     *
     * @throws IllegalArgumentException if the package has a line already, or one that it may depend on has none yet
     */
    public AllowedDependencies allow(String name, String... others) {
        for (String other : others) {
            if (!lines.containsKey(other)) {
                throw new IllegalArgumentException(other + " must have a line before that of " + name);
            }
        }
        if (lines.put(name, Set.of(others)) != null) {
            throw new IllegalArgumentException(name + " has two lines");
        }
        return this;
    }

    /** The rule that the classes keep to the lines. */
    public ArchRule rule() {
        return classes().that().resideInAPackage(root + WITH_SUBPACKAGES).should(keepToTheLines());
    }

    private ArchCondition<JavaClass> keepToTheLines() {
        Map<String, Set<String>> allowed = new LinkedHashMap<>(lines);
        return new ArchCondition<>("depend only on the packages that their line names: " + allowed) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Optional<String> name = nameOf(type);
                if (name.isEmpty()) {
                    events.add(SimpleConditionEvent.violated(type, "No line for the package of " + type.getName()));
                    return;
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    if (!mayDependOn(name.get(), dependency.getTargetClass().getBaseComponentType())) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private boolean mayDependOn(String name, JavaClass target) {
        if (!target.getPackageName().startsWith(root + ".")) {
            return true;
        }
        return nameOf(target)
                .filter(other ->
                        other.equals(name) || lines.getOrDefault(name, Set.of()).contains(other))
                .isPresent();
    }

    /** The name, among those that have a line, of the package that a class belongs to. */
    private Optional<String> nameOf(JavaClass type) {
        String relative = type.getPackageName().substring(root.length() + 1);
        Stream<String> withSubpackages = Stream.iterate(
                        relative,
                        name -> !name.isEmpty(),
                        name -> name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : "")
                .map(name -> name + WITH_SUBPACKAGES);
        return Stream.concat(Stream.of(relative), withSubpackages)
                .filter(lines::containsKey)
                .findFirst();
    }
}
