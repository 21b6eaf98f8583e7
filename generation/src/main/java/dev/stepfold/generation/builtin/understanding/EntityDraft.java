package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.result.AttributeSpec;
import dev.stepfold.generation.builtin.result.EntitySpec;
import dev.stepfold.generation.builtin.result.LinkSpec;
import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An entity under construction. The first value set for an attribute or a link wins. */
final class EntityDraft {
    /** With its key, its links and its two times a model has at most 40 fields. */
    static final int MAX_ATTRIBUTES = 30;

    private static final int MAX_LINKS = 7;
    private static final String FIRST_STATE = "pending";
    private static final Set<String> IDENTITIES =
            Set.of("name", "title", "subject", "number", "code", "label", "firstName", "lastName", "fullName");

    private final String name;
    private final Origin source;
    private final boolean existing;
    private final Set<String> words = new LinkedHashSet<>();
    private final Map<String, AttributeSpec> attributes = new LinkedHashMap<>();
    private final Map<String, LinkSpec> links = new LinkedHashMap<>();
    /** The attributes that the agent that is changed has already. */
    private final Map<String, AttributeSpec> given = new LinkedHashMap<>();

    private final Map<String, LinkSpec> givenLinks = new LinkedHashMap<>();
    private final Set<String> already = new LinkedHashSet<>();
    private boolean main = true;
    private boolean person;
    private boolean usual;

    /**
     * @param thing what it is called, in the singular
     * @param existing whether the agent that is changed has it already
     */
    EntityDraft(String thing, String name, Origin source, boolean existing) {
        this.name = name;
        this.source = source;
        this.existing = existing;
        words.add(thing);
    }

    String name() {
        return name;
    }

    /** The text's word for it. */
    String thing() {
        return words.iterator().next();
    }

    Origin source() {
        return source;
    }

    boolean existing() {
        return existing;
    }

    boolean person() {
        return person;
    }

    EntityDraft person(boolean isPerson) {
        person |= isPerson;
        return this;
    }

    EntityDraft part(boolean isPart) {
        main &= !isPart;
        return this;
    }

    /** Other words for it. */
    void alsoCalled(String other) {
        words.add(other);
    }

    Set<String> words() {
        return words;
    }

    boolean isCalled(String thing) {
        return words.contains(thing);
    }

    /** "purchase orders". */
    String spokenPlural() {
        return Names.spoken(Names.plural(name));
    }

    /** Adds what the agent has already. */
    void give(AttributeSpec attribute) {
        given.put(attribute.name(), attribute);
    }

    /** Adds what the agent has already. */
    void give(LinkSpec link) {
        givenLinks.put(link.name(), link);
    }

    void add(AttributeSpec attribute) {
        Optional<AttributeSpec> old = attribute(attribute.name());
        if (old.isPresent()) {
            boolean extended = extend(old.get(), attribute.values());
            if (!extended && given.containsKey(attribute.name())) {
                already.add(attribute.name());
            }
        } else if (attributes.size() < MAX_ATTRIBUTES
                && !links.containsKey(attribute.name())
                && !givenLinks.containsKey(attribute.name())) {
            attributes.put(attribute.name(), attribute);
        }
    }

    /** Adds further values to the enum that the agent has already; returns whether there were any. */
    private boolean extend(AttributeSpec old, List<String> values) {
        boolean isEnum = given.containsKey(old.name()) && old.type().equals(AttributeSpec.ENUM);
        Set<String> all = new LinkedHashSet<>(old.values());
        if (isEnum && all.addAll(values)) {
            attributes.put(
                    old.name(),
                    new AttributeSpec(
                            old.name(), old.type(), old.required(), false, old.defaultValue(), new ArrayList<>(all)));
            return true;
        }
        return false;
    }

    /**
     * Sets the states of its status, in place of a blueprint's.
     *
     * @param usualName the status's name if it has none yet
     */
    void states(String usualName, List<String> values) {
        String status = life().map(AttributeSpec::name).orElse(usualName);
        if (given.containsKey(status)) {
            extend(attribute(status).orElseThrow(), values);
        } else {
            attributes.put(status, AttributeTypes.enumeration(status, values));
        }
    }

    /**
     * Makes room in its status for the states to which deeds lead, unless it has them by another name. A new status begins
     * with {@code pending}.
     *
     * @param usualName the status's name if it has none yet
     */
    void leadsTo(String usualName, List<String> verbs) {
        Lexicon lexicon = Lexicon.english();
        List<String> known = life().map(AttributeSpec::values).orElse(List.of());
        List<String> values = new ArrayList<>(known.isEmpty() ? List.of(FIRST_STATE) : known);
        verbs.stream()
                .filter(verb -> lexicon.statesAfter(verb).stream().noneMatch(values::contains))
                .forEach(verb -> values.add(
                        lexicon.statesAfter(verb).stream().findFirst().orElseGet(() -> lexicon.participle(verb))));
        states(usualName, values);
    }

    void add(LinkSpec link) {
        LinkSpec old = links.get(link.name());
        if (old != null && old.target().equals(link.target())) {
            links.put(
                    link.name(),
                    new LinkSpec(old.name(), old.target(), old.cardinality(), old.required() || link.required()));
            return;
        }
        boolean known = old != null || givenLinks.containsKey(link.name());
        if (!known && links.size() < MAX_LINKS) {
            attributes.remove(link.name());
            links.put(link.name(), link);
        }
    }

    /** Adds a link unless the entity already points to the target, by whatever name. */
    void link(String role, EntityDraft target, Cardinality cardinality) {
        if (!pointsTo(target.name)) {
            add(new LinkSpec(role, target.name, cardinality, false));
        }
    }

    boolean pointsTo(String target) {
        return allLinks().stream().anyMatch(link -> link.target().equals(target));
    }

    List<LinkSpec> allLinks() {
        List<LinkSpec> all = new ArrayList<>(givenLinks.values());
        all.addAll(links.values());
        return all;
    }

    /** Drops the links to entities that do not exist. */
    void dropLinksExceptTo(Set<String> targets) {
        links.values().removeIf(link -> !targets.contains(link.target()));
    }

    Optional<AttributeSpec> attribute(String attribute) {
        return Optional.ofNullable(attributes.getOrDefault(attribute, given.get(attribute)));
    }

    List<AttributeSpec> allAttributes() {
        Map<String, AttributeSpec> all = new LinkedHashMap<>(given);
        all.putAll(attributes);
        return List.copyOf(all.values());
    }

    /** Its status or stage. */
    Optional<AttributeSpec> life() {
        return allAttributes().stream()
                .filter(attribute ->
                        attribute.type().equals(AttributeSpec.ENUM) && AttributeTypes.isLife(attribute.name()))
                .findFirst();
    }

    /** Records that a blueprint knows what it needs. */
    void isUsual() {
        usual = true;
    }

    /** The attributes that were to be added but exist already. */
    Set<String> already() {
        return already;
    }

    /** Whether it has nothing new. */
    boolean unchanged() {
        return existing && attributes.isEmpty() && links.isEmpty();
    }

    /** Adds an identifying attribute if it has none. */
    void complete() {
        if (existing) {
            return;
        }
        boolean named = attributes.values().stream()
                .anyMatch(attribute -> attribute.unique() || IDENTITIES.contains(attribute.name()));
        boolean dated = attributes.values().stream()
                .anyMatch(attribute -> attribute.type().startsWith("date"));
        boolean joins = links.size() >= 2 || (dated && !links.isEmpty());
        if (!named && !joins && !usual) {
            Map<String, AttributeSpec> rest = new LinkedHashMap<>(attributes);
            attributes.clear();
            attributes.put("name", new AttributeSpec("name", "string", true, false, null, List.of()));
            if (person) {
                attributes.put("email", new AttributeSpec("email", "string", false, true, null, List.of()));
            } else if (rest.isEmpty()) {
                attributes.put("description", new AttributeSpec("description", "text", false, false, null, List.of()));
            }
            attributes.putAll(rest);
        }
        for (String identity : List.of("name", "title", "subject")) {
            AttributeSpec spec = attributes.get(identity);
            if (spec != null && spec.type().equals("string")) {
                attributes.put(identity, new AttributeSpec(identity, "string", true, spec.unique(), null, List.of()));
                return;
            }
        }
    }

    EntitySpec toSpec() {
        List<String> states = life().map(AttributeSpec::values).orElse(List.of());
        return new EntitySpec(
                name,
                source,
                existing,
                main,
                person,
                List.copyOf(attributes.values()),
                states,
                List.copyOf(links.values()));
    }
}
