package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.blueprint.Blueprint;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.result.LinkSpec;
import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.generation.builtin.wording.Wording;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Assembles the entities: first those that the text names, in its words, then what it says about them, then what the
 * blueprints add.
 */
final class EntityAssembly {
    /** If the text names at least this many entities, a blueprint adds only what those need. */
    private static final int ENOUGH = 3;

    private static final Set<String> CONTAINERS = Set.of(
            "room",
            "location",
            "garden",
            "shelf",
            "building",
            "site",
            "category",
            "group",
            "album",
            "collection",
            "folder",
            "team",
            "zone",
            "area",
            "project",
            "department",
            "section",
            "floor",
            "branch");

    private static final Lexicon LEXICON = Lexicon.english();

    private final Reading reading;
    private final Drafts drafts;
    private final List<String> ambiguities;
    private final boolean change;

    private EntityAssembly(Reading reading, Drafts drafts, List<String> ambiguities, boolean change) {
        this.reading = reading;
        this.drafts = drafts;
        this.ambiguities = ambiguities;
        this.change = change;
    }

    /** The entities of a new agent. */
    static void build(Reading reading, Drafts drafts, List<String> ambiguities) {
        EntityAssembly assembly = new EntityAssembly(reading, drafts, ambiguities, false);
        assembly.takeNamed();
        long named = drafts.all().size();
        assembly.takeUsual(named);
        assembly.applyClaims();
        Set<EntityDraft> stated = assembly.withStates();
        assembly.fillIn();
        assembly.applyDecisions(stated);
        if (drafts.all().isEmpty()) {
            ambiguities.add(
                    "The request names nothing to keep, so the agent keeps plain items. Say what it should manage,"
                            + " for example: \"Track books, members and loans; each loan has a due date\".");
            drafts.add("item", Origin.INFERRED).states("status", List.of("open", "in_progress", "done"));
        }
        if (drafts.blueprints().isEmpty()) {
            assembly.guessLinks();
        }
        assembly.finish();
    }

    /** What a change adds to the entities of an agent, which {@code drafts} holds already. */
    static void change(Reading reading, Drafts drafts, List<String> ambiguities) {
        EntityAssembly assembly = new EntityAssembly(reading, drafts, ambiguities, true);
        assembly.takeNamed();
        assembly.applyClaims();
        drafts.all().stream()
                .filter(draft -> !draft.existing())
                .forEach(draft -> draft.words().stream()
                        .flatMap(word -> drafts.usual(word).stream())
                        .findFirst()
                        .ifPresent(usual -> drafts.fill(draft, usual)));
        assembly.applyDecisions(Set.of());
        drafts.all()
                .forEach(draft -> draft.already()
                        .forEach(attribute -> ambiguities.add(Wording.capital(Names.spoken(draft.name())) + " has "
                                + Names.withArticle(Names.spoken(attribute)) + " already.")));
        assembly.finish();
    }

    private void takeNamed() {
        Set<String> kept = reading.evidence().entrySet().stream()
                .filter(entry -> isKept(entry.getKey(), entry.getValue()))
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(Drafts.MAX)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Set<String> usual = kept.stream().filter(this::isUsualName).collect(Collectors.toSet());
        List<String> inOrder = List.copyOf(reading.evidence().keySet());
        List<String> ownFirst = Stream.concat(
                        inOrder.stream().filter(usual::contains),
                        inOrder.stream().filter(it -> !usual.contains(it)))
                .toList();
        for (String thing : ownFirst) {
            if (!usual.contains(thing) && reading.isInPassing(thing) && isOther(thing, usual)) {
                continue;
            }
            Optional<EntityDraft> known = drafts.called(thing);
            boolean other = known.isPresent() && !known.get().existing() && isDistinct(thing, known.get());
            if (kept.contains(thing) && (known.isEmpty() || other) && !drafts.isFull()) {
                String name = shortName(thing, inOrder).filter(kept::contains).orElse(thing);
                drafts.add(name, Origin.REQUEST).alsoCalled(thing);
            }
        }
        drafts.sort(inOrder);
    }

    /** "holiday cottages … each cottage": the text's own short name for a compound, if it has no other such compound. */
    private Optional<String> shortName(String thing, List<String> things) {
        String head = thing.substring(thing.lastIndexOf(' ') + 1);
        boolean other =
                things.stream().anyMatch(it -> it.endsWith(" " + head) && !it.equals(thing) && reading.isSure(it));
        boolean same = !head.equals(thing) && things.contains(head) && !reading.isListed(head) && !other;
        return same && drafts.called(head).isEmpty() ? Optional.of(head) : Optional.empty();
    }

    /** Whether a blueprint's entity has exactly that name. */
    private boolean isUsualName(String thing) {
        return drafts.usual(thing)
                .filter(entity -> entity.names().getFirst().equals(thing))
                .isPresent();
    }

    /** Whether a thing is only another word for one that the text names by its usual name. */
    private boolean isOther(String thing, Set<String> usual) {
        return drafts.usual(thing)
                .filter(entity -> usual.contains(entity.names().getFirst()))
                .isPresent();
    }

    /** Two words of a blueprint's entity mean two things if the text handles both, or both act. */
    private boolean isDistinct(String thing, EntityDraft known) {
        boolean acts = known.person()
                && reading.evidence().getOrDefault(thing, 0) >= Mention.ACTING.weight()
                && LEXICON.isPerson(thing);
        boolean shortened =
                known.words().stream().anyMatch(word -> word.endsWith(" " + thing)) && !reading.isListed(thing);
        return (reading.isSure(thing) || acts)
                && !shortened
                && !Names.pascal(thing).equals(known.name());
    }

    private boolean isKept(String thing, int evidence) {
        boolean sure = reading.isSure(thing);
        if (Names.pascal(thing).isEmpty()
                || !Things.isThing(thing, sure || drafts.usual(thing).isPresent())) {
            return false;
        }
        if (change) {
            return sure || (reading.acts(thing) && drafts.meant(thing).isEmpty());
        }
        if (drafts.usual(thing).isPresent()) {
            return true;
        }
        boolean domain = drafts.blueprints().stream()
                .anyMatch(blueprint -> blueprint.anchors().contains(thing));
        boolean inPassing = evidence <= Mention.SYSTEM.weight() + Mention.NAMED.weight() && !reading.isListed(thing);
        if (inPassing && (domain || thing.endsWith("ing"))) {
            return false;
        }
        boolean person = LEXICON.isPerson(thing.substring(thing.lastIndexOf(' ') + 1));
        return evidence >= (person ? Mention.ACTING.weight() : Mention.HANDLED.weight());
    }

    private void applyClaims() {
        for (Claims.Has claim : reading.has()) {
            drafts.meant(claim.owner()).ifPresent(owner -> has(owner, claim.item()));
        }
        for (Claims.InStates claim : reading.states()) {
            drafts.meant(claim.owner()).ifPresent(owner -> owner.states(drafts.usualLife(owner), claim.values()));
        }
        new ImpliedRecords(drafts, change).add(reading.records());
        for (Claims.Belongs claim : reading.belongs()) {
            Optional<EntityDraft> from = drafts.meant(claim.from());
            Optional<EntityDraft> to = drafts.meant(claim.to());
            if (from.isPresent() && to.isPresent() && !from.equals(to)) {
                from.get().link(Names.camel(claim.to()), to.get(), Cardinality.MANY_TO_ONE);
            }
        }
    }

    /** The entities whose states the text says. */
    private Set<EntityDraft> withStates() {
        return drafts.all().stream().filter(draft -> draft.life().isPresent()).collect(Collectors.toSet());
    }

    private void applyDecisions(Set<EntityDraft> stated) {
        for (Claims.Decided claim : reading.decided()) {
            drafts.meant(claim.thing())
                    .filter(draft -> !stated.contains(draft))
                    .ifPresent(draft -> draft.leadsTo(drafts.usualLife(draft), claim.verbs()));
        }
    }

    private void has(EntityDraft owner, NounPhrase item) {
        Optional<String> thing = Things.thing(item);
        String head = item.head();
        boolean attribute = !item.values().isEmpty()
                || item.isWhether()
                || AttributeTypes.isNeverThing(head)
                || item.joined()
                || AttributeTypes.isCount(head);
        Optional<EntityDraft> other = thing.filter(_ -> !attribute).flatMap(drafts::called);
        if (other.isPresent() && other.get() != owner) {
            relate(owner, item, other.get());
            return;
        }
        boolean usualThing = item.many() && thing.isPresent() && isUsualThing(thing.get());
        if (attribute || thing.isEmpty() || (AttributeTypes.isAttribute(head) && !usualThing)) {
            AttributeTypes.attribute(item).ifPresent(owner::add);
        } else if (LEXICON.isPerson(head)) {
            role(owner, item, thing.get());
        } else if (item.many() && !drafts.isFull()) {
            relate(owner, item, drafts.add(thing.get(), Origin.REQUEST));
        } else {
            AttributeTypes.attribute(item).ifPresent(owner::add);
        }
    }

    private boolean isUsualThing(String thing) {
        return drafts.blueprints().stream()
                .anyMatch(blueprint -> blueprint.entity(thing).isPresent());
    }

    private void relate(EntityDraft owner, NounPhrase item, EntityDraft other) {
        String role = Names.camel(String.join(" ", item.attributeWords()));
        if (!item.many()) {
            owner.link(role, other, Cardinality.MANY_TO_ONE);
        } else if (other.person() && !owner.person()) {
            owner.link(role, other, Cardinality.MANY_TO_MANY);
        } else if (!owner.pointsTo(other.name())) {
            other.link(Names.camel(Names.spoken(owner.name())), owner, Cardinality.MANY_TO_ONE);
        }
    }

    /** "an assignee" is a member of staff; "a customer" is somebody new. */
    private void role(EntityDraft owner, NounPhrase item, String thing) {
        boolean outsider = drafts.usual(thing).isPresent() || Drafts.isOutsider(thing);
        Optional<EntityDraft> person =
                outsider && !drafts.isFull() ? Optional.of(drafts.add(thing, Origin.REQUEST)) : drafts.staff();
        person.ifPresent(target -> owner.add(new LinkSpec(
                Names.camel(thing),
                target.name(),
                item.many() ? Cardinality.MANY_TO_MANY : Cardinality.MANY_TO_ONE,
                false)));
    }

    /** Fills the gaps that the text leaves, and says so. */
    private void takeUsual(long named) {
        List<String> added = new ArrayList<>();
        boolean own = isOfItsOwn();
        for (Blueprint blueprint : drafts.blueprints()) {
            boolean first = blueprint.equals(drafts.blueprints().getFirst());
            boolean enough =
                    named >= ENOUGH || own || (named > 1 && !reading.decided().isEmpty());
            Set<String> needed = enough ? needed(blueprint) : Set.of();
            for (Blueprint.Entity entity : blueprint.entities()) {
                boolean wanted = enough ? needed.contains(entity.name()) : entity.core() || first;
                boolean there = drafts.called(entity.names().getFirst()).isPresent();
                if (wanted && !there && !drafts.isFull()) {
                    EntityDraft draft = drafts.add(entity.names().getFirst(), Origin.BLUEPRINT);
                    added.add(draft.spokenPlural());
                }
            }
        }
        if (named > 0 && !added.isEmpty()) {
            ambiguities.add("It was assumed that the agent also keeps " + Wording.list(added)
                    + ", which the request does not name. Say so if it should not.");
        }
    }

    /** Whether the text describes things, and no blueprint knows any of those that it names. */
    private boolean isOfItsOwn() {
        return reading.has().stream()
                        .anyMatch(claim -> drafts.meant(claim.owner()).isPresent())
                && drafts.all().stream()
                        .noneMatch(draft -> drafts.usual(draft.thing()).isPresent());
    }

    private void fillIn() {
        for (Blueprint blueprint : drafts.blueprints()) {
            for (Blueprint.Entity entity : blueprint.entities()) {
                drafts.called(entity.names().getFirst())
                        .filter(draft -> isThat(draft, entity))
                        .ifPresent(draft -> drafts.fill(draft, entity));
            }
        }
    }

    private static boolean isThat(EntityDraft draft, Blueprint.Entity entity) {
        return entity.names().stream().anyMatch(draft::isCalled);
    }

    /** The entities that those of the text need, in the blueprint's words. */
    private Set<String> needed(Blueprint blueprint) {
        Set<String> needed = new HashSet<>();
        for (Blueprint.Entity entity : blueprint.entities()) {
            if (drafts.called(entity.names().getFirst()).isPresent()) {
                entity.links().stream()
                        .filter(LinkSpec::required)
                        .map(LinkSpec::target)
                        .forEach(needed::add);
            }
        }
        for (Blueprint.Entity entity : blueprint.entities()) {
            List<LinkSpec> ties =
                    entity.links().stream().filter(LinkSpec::required).toList();
            boolean tiesNamed = entity.core()
                    && ties.size() >= 2
                    && ties.stream()
                            .allMatch(link ->
                                    drafts.called(Names.spoken(link.target())).isPresent());
            if (tiesNamed) {
                needed.add(entity.name());
            }
            boolean partOfNamed = entity.part()
                    && entity.links().stream()
                            .limit(1)
                            .map(link -> Names.spoken(link.target()))
                            .anyMatch(whole -> drafts.called(whole).isPresent());
            if (partOfNamed) {
                needed.add(entity.name());
            }
        }
        return needed;
    }

    /** In an unknown domain, an entity without links is taken to belong to the one that was named first. */
    private void guessLinks() {
        List<EntityDraft> things =
                drafts.all().stream().filter(draft -> !draft.person()).toList();
        List<String> guessed = new ArrayList<>();
        for (EntityDraft draft : things.subList(Math.min(1, things.size()), things.size())) {
            boolean alone = draft.allLinks().isEmpty()
                    && drafts.all().stream().noneMatch(other -> other.pointsTo(draft.name()));
            if (alone) {
                boolean holds = CONTAINERS.stream().anyMatch(draft::isCalled);
                EntityDraft whole = holds ? draft : things.getFirst();
                EntityDraft part = holds ? things.getFirst() : draft;
                part.link(Names.camel(Names.spoken(whole.name())), whole, Cardinality.MANY_TO_ONE);
                guessed.add(Names.withArticle(Names.spoken(part.name())) + " belongs to "
                        + Names.withArticle(Names.spoken(whole.name())));
            }
        }
        if (!guessed.isEmpty()) {
            ambiguities.add(
                    "It was assumed that " + String.join(" and that ", guessed) + ". Say how they belong together.");
        }
    }

    private void finish() {
        Set<String> names = drafts.all().stream().map(EntityDraft::name).collect(Collectors.toSet());
        drafts.all().forEach(draft -> {
            draft.dropLinksExceptTo(names);
            draft.complete();
        });
    }
}
