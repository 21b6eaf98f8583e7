package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.result.LinkSpec;
import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import java.util.List;
import java.util.Optional;

/**
 * Entities that the text implies by what somebody does to something, where each time has to be remembered: "visitors can
 * bookmark articles" implies bookmarks.
 *
 * @param change whether an agent is changed; then who does it becomes an entity too
 */
record ImpliedRecords(Drafts drafts, boolean change) {
    void add(List<Claims.Records> claims) {
        claims.forEach(this::add);
    }

    private void add(Claims.Records claim) {
        Optional<EntityDraft> thing = drafts.meant(claim.thing());
        Optional<String> noun = Lexicon.english().recordOf(claim.verb()).map(it -> it.replace("*", claim.thing()));
        if (thing.isEmpty() || noun.isEmpty()) {
            return;
        }
        Optional<EntityDraft> subject = drafts.meant(claim.subject())
                .or(() -> change && !drafts.isFull()
                        ? Optional.of(drafts.add(claim.subject(), Origin.REQUEST))
                        : Optional.empty());
        Optional<EntityDraft> known = drafts.called(noun.get());
        boolean there = !change && subject.isPresent() && isRemembered(thing.get(), subject.get());
        if (known.isEmpty() && (drafts.isFull() || subject.isEmpty() || there)) {
            return;
        }
        EntityDraft kept = known.orElseGet(() -> drafts.add(noun.get(), Origin.REQUEST));
        link(kept, thing.get());
        subject.ifPresent(who -> link(kept, who));
    }

    /** Whether an entity points to both. */
    private boolean isRemembered(EntityDraft thing, EntityDraft subject) {
        return drafts.all().stream().anyMatch(it -> it.pointsTo(thing.name()) && it.pointsTo(subject.name()));
    }

    private static void link(EntityDraft kept, EntityDraft to) {
        if (kept != to && !kept.pointsTo(to.name())) {
            String role = Names.camel(Names.spoken(to.name()));
            kept.add(new LinkSpec(role, to.name(), Cardinality.MANY_TO_ONE, true));
        }
    }
}
