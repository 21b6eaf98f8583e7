package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.blueprint.Blueprint;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.result.AttributeSpec;
import dev.stepfold.generation.builtin.result.LinkSpec;
import dev.stepfold.generation.builtin.result.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The entities under construction, by name, and the words that a text uses for them. At most {@value #MAX}. */
final class Drafts {
    static final int MAX = 20;

    private static final Lexicon LEXICON = Lexicon.english();
    /** Staff come before customers if "an owner" has to be somebody. */
    private static final Set<String> OUTSIDERS = Set.of(
            "customer",
            "client",
            "patient",
            "guest",
            "supplier",
            "vendor",
            "student",
            "pupil",
            "attendee",
            "candidate",
            "applicant",
            "donor",
            "tenant",
            "reader",
            "borrower",
            "contact",
            "visitor",
            "passenger",
            "buyer",
            "child");

    private final Map<String, EntityDraft> drafts = new LinkedHashMap<>();
    private final List<Blueprint> blueprints;

    Drafts(List<Blueprint> blueprints) {
        this.blueprints = blueprints;
    }

    Collection<EntityDraft> all() {
        return drafts.values();
    }

    /** What the agent is about: the first that is not a person, or else the first. */
    Optional<EntityDraft> first() {
        return drafts.values().stream()
                .filter(draft -> !draft.person())
                .findFirst()
                .or(() -> drafts.values().stream().findFirst());
    }

    boolean isFull() {
        return drafts.size() >= MAX;
    }

    /** Adds an entity; if one of that name exists already, it stays and is returned. */
    EntityDraft put(EntityDraft draft) {
        return drafts.computeIfAbsent(draft.name(), _ -> draft);
    }

    /** Sorts the new entities into the order in which a text mentions them; the existing ones stay first. */
    void sort(List<String> things) {
        List<EntityDraft> sorted = new ArrayList<>(drafts.values());
        sorted.sort(Comparator.comparingInt(draft -> draft.existing() ? -1 : things.indexOf(draft.thing())));
        drafts.clear();
        sorted.forEach(draft -> drafts.put(draft.name(), draft));
    }

    Optional<EntityDraft> named(String name) {
        return Optional.ofNullable(drafts.get(name));
    }

    /** The entity that a text means by exactly those words. */
    Optional<EntityDraft> called(String thing) {
        return drafts.values().stream().filter(draft -> draft.isCalled(thing)).findFirst();
    }

    /** The entity that those words mean: by its name, by its last word, or by its role for another entity. */
    Optional<EntityDraft> meant(String thing) {
        String head = thing.substring(thing.lastIndexOf(' ') + 1);
        String role = Names.camel(thing);
        return called(thing)
                .or(() -> called(head))
                .or(() -> drafts.values().stream()
                        .flatMap(draft -> draft.allLinks().stream())
                        .filter(link -> link.name().equals(role))
                        .map(LinkSpec::target)
                        .flatMap(target -> named(target).stream())
                        .findFirst());
    }

    /** What the blueprints say about a thing. */
    Optional<Blueprint.Entity> usual(String thing) {
        String head = thing.substring(thing.lastIndexOf(' ') + 1);
        return blueprints.stream()
                .flatMap(blueprint -> blueprint.entity(thing).stream())
                .findFirst()
                .or(() -> blueprints.stream()
                        .flatMap(blueprint -> blueprint.entity(head).stream())
                        .findFirst());
    }

    /** A member of staff, who can own and be assigned things; created if there is none. */
    Optional<EntityDraft> staff() {
        Optional<EntityDraft> staff = drafts.values().stream()
                .filter(EntityDraft::person)
                .filter(draft -> OUTSIDERS.stream().noneMatch(draft::isCalled))
                .findFirst();
        String usual = blueprints.stream()
                .flatMap(blueprint -> blueprint.entities().stream())
                .filter(entity -> entity.person() && entity.names().stream().noneMatch(OUTSIDERS::contains))
                .map(entity -> entity.names().getFirst())
                .findFirst()
                .orElse("user");
        return staff.or(() -> isFull() ? Optional.empty() : Optional.of(add(usual, Origin.INFERRED)));
    }

    /** A new entity of that name, with what the blueprints know about it. */
    EntityDraft add(String thing, Origin source) {
        Optional<Blueprint.Entity> usual =
                usual(thing).filter(entity -> called(entity.names().getFirst()).isEmpty());
        EntityDraft draft = new EntityDraft(thing, Names.pascal(thing), source, false)
                .person(LEXICON.isPerson(thing.substring(thing.lastIndexOf(' ') + 1)));
        EntityDraft kept = put(draft);
        if (kept == draft) {
            String head = thing.substring(thing.lastIndexOf(' ') + 1);
            if (called(head).isEmpty()) {
                draft.alsoCalled(head);
            }
            usual.ifPresent(entity -> {
                entity.names().stream().filter(name -> called(name).isEmpty()).forEach(draft::alsoCalled);
                draft.person(entity.person()).part(entity.part());
            });
        }
        return kept;
    }

    /** What a blueprint calls the status of an entity. */
    String usualLife(EntityDraft draft) {
        return draft.words().stream()
                .flatMap(word -> usual(word).stream())
                .flatMap(usual -> usual.attributes().stream())
                .map(AttributeSpec::name)
                .filter(AttributeTypes::isLife)
                .findFirst()
                .orElse("status");
    }

    /** Adds what the blueprint knows; what the text said is there already and takes precedence. */
    void fill(EntityDraft draft, Blueprint.Entity usual) {
        draft.isUsual();
        boolean hasLife = draft.life().isPresent();
        usual.attributes().stream()
                .filter(attribute -> !hasLife || !AttributeTypes.isLife(attribute.name()))
                .forEach(draft::add);
        usual.links()
                .forEach(link -> meant(Names.spoken(link.target()))
                        .ifPresent(target -> draft.add(new LinkSpec(
                                roleFor(link, target), target.name(), link.cardinality(), link.required()))));
    }

    /** A role that only repeats the target's usual name gets the name that the text uses for the target. */
    private static String roleFor(LinkSpec link, EntityDraft target) {
        boolean plain = link.name().equals(Names.camel(Names.spoken(link.target())));
        return plain ? Names.camel(Names.spoken(target.name())) : link.name();
    }

    /** Whether a person is not a member of staff. */
    static boolean isOutsider(String thing) {
        return OUTSIDERS.contains(thing.substring(thing.lastIndexOf(' ') + 1));
    }

    List<Blueprint> blueprints() {
        return new ArrayList<>(blueprints);
    }
}
