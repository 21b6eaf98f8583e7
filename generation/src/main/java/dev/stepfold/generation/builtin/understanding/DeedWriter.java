package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.blueprint.Blueprint;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.language.VerbKind;
import dev.stepfold.generation.builtin.result.Feature;
import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.time.When;
import dev.stepfold.generation.builtin.wording.Wording;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the features and recurring needs: those that the text names, and those that are usual in the domain. */
final class DeedWriter {
    private static final int MAX_FEATURES = 40;
    private static final int MAX_NEEDS = 20;
    /** "without reminders" rules out these verbs; other words rule out everything that recurs. */
    private static final Map<String, Set<String>> REFUSED = Map.of(
            "reminder", Set.of("remind"),
            "report", Set.of("report", "summarise"),
            "notification", Set.of("remind", "notify", "alert", "email", "text", "message"),
            "email", Set.of("email", "remind"));

    /** After these, a distance counts from what follows. */
    private static final Pattern DIRECTED = Pattern.compile("(?:before|after|prior to|ahead of|later|advance)$");

    private final Reading reading;
    private final Drafts drafts;
    private final String timeZone;
    private final boolean onlyAdds;
    private final List<String> ambiguities;
    private final DateFinder dates;
    private final Map<String, Feature> features = new LinkedHashMap<>();
    private final Map<String, RecurringNeed> needs = new LinkedHashMap<>();
    private final Set<When> written = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * A writer for one request.
     *
     * @param onlyAdds whether the existing parts stay: then nothing is deleted
     */
    DeedWriter(Reading reading, Drafts drafts, String timeZone, boolean onlyAdds, List<String> ambiguities) {
        this.onlyAdds = onlyAdds;
        this.reading = reading;
        this.drafts = drafts;
        this.timeZone = timeZone;
        this.ambiguities = ambiguities;
        this.dates = new DateFinder(drafts);
    }

    /** Takes the actions that the text names. */
    void takeNamed() {
        for (Claims.Does claim : reading.does()) {
            @Nullable String recipient = recipient(claim);
            Optional<EntityDraft> entity = entity(claim, recipient);
            if (entity.isPresent() && !isPlain(claim)) {
                take(claim, entity.get(), recipient);
            }
        }
    }

    private void take(Claims.Does claim, EntityDraft entity, @Nullable String recipient) {
        if (claim.when() == null) {
            String purpose = Wording.deed(claim.verb(), entity.name(), recipient, claim.subject()) + ".";
            add(new Feature(
                    claim.verb(), entity.name(), recipient, claim.subject(), purpose, claim.event(), Origin.REQUEST));
            return;
        }
        for (RecurringNeed need : needs(claim, entity, recipient, claim.when())) {
            add(new Feature(
                    need.verb(),
                    need.entity(),
                    need.recipient(),
                    need.subject(),
                    need.purpose(),
                    false,
                    Origin.REQUEST));
            add(need);
        }
    }

    /** One need for each cron of the time. */
    private List<RecurringNeed> needs(Claims.Does claim, EntityDraft entity, @Nullable String recipient, When when) {
        written.add(when);
        when.notes().stream().filter(note -> !ambiguities.contains(note)).forEach(ambiguities::add);
        return switch (when) {
            case When.Rhythm rhythm ->
                rhythm.crons().stream()
                        .map(cron -> need(claim, entity, recipient, rhythm, rhythm.phrase(), cron, null))
                        .toList();
            case When.Offset offset -> {
                DateFinder.Anchor anchor = dates.anchor(claim.anchor(), offset, entity);
                nameGuessed(offset, claim.anchor(), anchor);
                boolean since = !offset.before() && claim.anchor() == null;
                String words = since ? offset.phrase() : offset.phrase() + " the " + Names.spoken(anchor.field());
                yield List.of(need(claim, anchor.entity(), recipient, offset, words, offset.cron(), anchor.lead()));
            }
        };
    }

    /** Says that a distance counts from another date than the one that the text names, which the agent does not have. */
    private void nameGuessed(When.Offset offset, @Nullable NounPhrase named, DateFinder.Anchor anchor) {
        if (named == null
                || anchor.meant()
                || !DIRECTED.matcher(offset.phrase()).find()) {
            return;
        }
        String words = offset.phrase() + " " + named.text();
        ambiguities.add("\"" + words + "\" names no date that the agent keeps; it counts from the "
                + Names.spoken(anchor.field()) + " of each "
                + Names.spoken(anchor.entity().name()) + ".");
    }

    private RecurringNeed need(
            Claims.Does claim,
            EntityDraft entity,
            @Nullable String recipient,
            When when,
            String end,
            String cron,
            RecurringNeed.@Nullable Lead lead) {
        String deed = Wording.deed(claim.verb(), entity.name(), recipient, claim.subject());
        return new RecurringNeed(
                claim.verb(),
                entity.name(),
                recipient,
                claim.subject(),
                deed + " " + end + ".",
                when.phrase(),
                cron,
                when.timeZone() == null ? timeZone : when.timeZone(),
                lead,
                Origin.REQUEST);
    }

    /** Takes the usual actions; if the text names one of the kind, that one is used instead. */
    void takeUsual() {
        for (Blueprint blueprint : drafts.blueprints()) {
            blueprint.actions().forEach(this::usual);
            blueprint.needs().forEach(this::usual);
        }
    }

    private void usual(Blueprint.Deed deed) {
        Optional<EntityDraft> entity = drafts.called(Names.spoken(deed.entity()));
        @Nullable String recipient = name(deed.recipient());
        boolean lacksRecipient = deed.recipient() != null && recipient == null;
        boolean known = entity.isPresent()
                && features.values().stream()
                        .anyMatch(feature -> feature.verb().equals(deed.verb())
                                && feature.entity().equals(entity.get().name()));
        if (entity.isPresent() && !lacksRecipient && !known) {
            add(new Feature(
                    deed.verb(), entity.get().name(), recipient, null, deed.purpose(), false, Origin.BLUEPRINT));
        }
    }

    private void usual(Blueprint.Need usual) {
        Optional<EntityDraft> found = drafts.called(Names.spoken(usual.entity()));
        if (found.isEmpty() || isRefused(usual.verb())) {
            return;
        }
        EntityDraft entity = found.get();
        boolean known = needs.values().stream()
                .anyMatch(need ->
                        isAlike(need.verb(), usual.verb()) && need.entity().equals(entity.name()));
        if (known) {
            return;
        }
        RecurringNeed.@Nullable Lead lead = null;
        String cron = switch (usual.when()) {
            case When.Rhythm rhythm -> rhythm.cron();
            case When.Offset offset -> offset.cron();
        };
        if (usual.when() instanceof When.Offset offset) {
            Optional<DateFinder.Anchor> anchor = dates.existing(usual.anchor(), offset, entity);
            if (anchor.isEmpty()) {
                return;
            }
            lead = anchor.get().lead();
        }
        @Nullable String recipient = name(usual.recipient());
        add(new Feature(
                usual.verb(), entity.name(), recipient, usual.subject(), usual.purpose(), false, Origin.BLUEPRINT));
        add(new RecurringNeed(
                usual.verb(),
                entity.name(),
                recipient,
                usual.subject(),
                usual.purpose(),
                usual.when().phrase(),
                cron,
                timeZone,
                lead,
                Origin.BLUEPRINT));
    }

    /** If nothing recurs, a weekly summary of the most important things is a good start. */
    void takeSummary() {
        if (!needs.isEmpty() || isRefused("summarise") || drafts.all().isEmpty()) {
            return;
        }
        EntityDraft entity = drafts.first().orElseThrow();
        String purpose = "Sums up the " + entity.spokenPlural() + " of the week.";
        add(new Feature("summarise", entity.name(), null, null, purpose, false, Origin.INFERRED));
        add(new RecurringNeed(
                "summarise",
                entity.name(),
                null,
                null,
                purpose,
                "weekly",
                "0 8 * * 1",
                timeZone,
                null,
                Origin.INFERRED));
        ambiguities.add("The request does not say what should happen by itself, so there is a weekly summary. Say what"
                + " recurs, such as: remind customers every Monday at 9.");
    }

    /** All verbs of telling people count as the same; so do summing up and reporting. */
    private static boolean isAlike(String one, String other) {
        Set<VerbKind> kinds = Lexicon.english().kindsOf(other);
        boolean sameKind = Lexicon.english().kindsOf(one).stream()
                .anyMatch(kind -> (kind == VerbKind.NOTIFY || kind == VerbKind.REPORT) && kinds.contains(kind));
        return sameKind || one.equals(other);
    }

    /** The times that became needs, compared by identity. */
    Set<When> written() {
        return written;
    }

    List<Feature> features() {
        return new ArrayList<>(features.values());
    }

    List<RecurringNeed> needs() {
        return new ArrayList<>(needs.values());
    }

    private void add(Feature feature) {
        String key = String.join(
                "/",
                feature.verb(),
                feature.entity(),
                String.valueOf(feature.recipient()),
                String.valueOf(feature.subject()));
        if (features.size() < MAX_FEATURES) {
            features.putIfAbsent(key, feature);
        }
    }

    private void add(RecurringNeed need) {
        String key = String.join(
                "/",
                need.verb(),
                need.entity(),
                String.valueOf(need.recipient()),
                String.valueOf(need.subject()),
                need.cron(),
                need.when());
        if (needs.size() < MAX_NEEDS) {
            needs.putIfAbsent(key, need);
        }
    }

    private boolean isRefused(String verb) {
        return reading.refusals().stream()
                .anyMatch(word -> !REFUSED.containsKey(word)
                        || REFUSED.getOrDefault(word, Set.of()).contains(verb));
    }

    /** Creating, changing and listing come with every entity, unless they happen by themselves. */
    private boolean isPlain(Claims.Does claim) {
        Set<VerbKind> kinds = Lexicon.english().kindsOf(claim.verb());
        boolean plain = Lexicon.english().isPlain(claim.verb());
        if (kinds.contains(VerbKind.DELETE) && onlyAdds) {
            return true;
        }
        return kinds.contains(VerbKind.IGNORE) || (plain && claim.when() == null && !claim.event());
    }

    private @Nullable String recipient(Claims.Does claim) {
        if (claim.recipient() == null) {
            return null;
        }
        Optional<EntityDraft> known = drafts.meant(claim.recipient());
        if (known.isPresent()) {
            return known.get().name();
        }
        boolean person = Lexicon.english().isPerson(claim.recipient());
        return person ? drafts.staff().map(EntityDraft::name).orElse(null) : null;
    }

    private Optional<EntityDraft> entity(Claims.Does claim, @Nullable String recipient) {
        Optional<EntityDraft> thing = Optional.ofNullable(claim.thing()).flatMap(drafts::meant);
        if (thing.isPresent() && !thing.get().name().equals(recipient)) {
            return thing;
        }
        Optional<EntityDraft> byRole = Optional.ofNullable(claim.recipient())
                .filter(role -> drafts.called(role).isEmpty())
                .flatMap(this::ownerOfRole);
        return byRole.or(() -> Optional.ofNullable(claim.context()).flatMap(drafts::meant))
                .filter(draft -> !draft.name().equals(recipient))
                .or(drafts::first);
    }

    /** "the assignee" is that of a task. */
    private Optional<EntityDraft> ownerOfRole(String role) {
        String name = Names.camel(role);
        return drafts.all().stream()
                .filter(draft ->
                        draft.allLinks().stream().anyMatch(link -> link.name().equals(name)))
                .findFirst();
    }

    private @Nullable String name(@Nullable String usual) {
        return usual == null
                ? null
                : drafts.called(Names.spoken(usual)).map(EntityDraft::name).orElse(null);
    }
}
