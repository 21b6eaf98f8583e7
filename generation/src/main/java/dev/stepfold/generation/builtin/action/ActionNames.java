package dev.stepfold.generation.builtin.action;

import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.language.VerbKind;
import dev.stepfold.generation.builtin.result.Feature;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of actions: {@code approveExpense} for one, {@code escalateOverdueTasks} for many,
 * {@code remindCustomersAboutInvoices} for messages. A function of the understanding, so that the steps agree.
 */
public final class ActionNames {
    private ActionNames() {}

    /**
     * The name of the action that serves a need. Of two that differ only in their distance from a date, the name of the
     * later one contains the distance.
     *
     * @param existing the agent that is changed, with its actions; null for a new one
     */
    public static String of(Understanding understanding, RecurringNeed need, @Nullable Agent existing) {
        String plain = name(need.verb(), need.entity(), need.recipient(), need.subject(), true);
        if (existing != null && existing.actions().stream().anyMatch(action -> differs(action, plain, need))) {
            return plain + suffix(need.lead());
        }
        for (RecurringNeed other : understanding.recurringNeeds()) {
            if (other.equals(need)) {
                return plain;
            }
            boolean sameName = name(other.verb(), other.entity(), other.recipient(), other.subject(), true)
                    .equals(plain);
            if (sameName && !Objects.equals(other.lead(), need.lead())) {
                return plain + suffix(need.lead());
            }
        }
        return plain;
    }

    /** Whether an action has that name but keeps another distance from the date. */
    private static boolean differs(Action action, String name, RecurringNeed need) {
        if (!action.name().equals(name)) {
            return false;
        }
        RecurringNeed.Lead lead = need.lead();
        return lead == null
                ? action.input()
                        .at("/properties")
                        .propertyStream()
                        .anyMatch(it -> it.getKey().matches("[a-z]+s(Before|After)"))
                : action.input()
                                .at("/properties/" + lead.property() + "/default")
                                .asInt(-1)
                        != lead.amount();
    }

    /** The name of the action that a feature requires. */
    static String of(Feature feature) {
        boolean many = feature.subject() != null || isForMany(feature.verb());
        return name(feature.verb(), feature.entity(), feature.recipient(), feature.subject(), many);
    }

    /** Whether a need serves the feature too, so that the feature requires no action of its own. */
    static boolean isServed(Understanding understanding, Feature feature) {
        return understanding.recurringNeeds().stream()
                .anyMatch(need -> need.verb().equals(feature.verb())
                        && need.entity().equals(feature.entity())
                        && Objects.equals(need.recipient(), feature.recipient())
                        && Objects.equals(need.subject(), feature.subject()));
    }

    /** The names of all actions that are required, beyond creating, changing and listing. */
    public static List<String> wanted(Understanding understanding, @Nullable Agent existing) {
        Set<String> names = new LinkedHashSet<>();
        understanding.features().stream()
                .filter(feature -> !isServed(understanding, feature))
                .forEach(feature -> names.add(of(feature)));
        understanding.recurringNeeds().forEach(need -> names.add(of(understanding, need, existing)));
        return new ArrayList<>(names);
    }

    private static boolean isForMany(String verb) {
        Set<VerbKind> kinds = Lexicon.english().kindsOf(verb);
        return kinds.contains(VerbKind.NOTIFY) || kinds.contains(VerbKind.REPORT) || isOnlyTransfer(kinds);
    }

    private static boolean isOnlyTransfer(Set<VerbKind> kinds) {
        return kinds.contains(VerbKind.TRANSFER) && !kinds.contains(VerbKind.TRANSITION);
    }

    private static String name(
            String verb, String entity, @Nullable String recipient, @Nullable String subject, boolean many) {
        String things = (subject == null ? "" : Names.pascal(subject)) + (many ? Names.plural(entity) : entity);
        String does = Names.camel(verb);
        if (Lexicon.english().kindsOf(verb).contains(VerbKind.NOTIFY)) {
            return does + (recipient == null ? "" : Names.plural(recipient)) + "About" + things;
        }
        return does + things;
    }

    private static String suffix(RecurringNeed.@Nullable Lead lead) {
        if (lead == null) {
            return "Regularly";
        }
        String unit = lead.unit().wireName().toLowerCase(Locale.ROOT);
        String units = lead.amount() == 1 ? unit : unit + "s";
        return lead.amount() + Names.pascal(units) + (lead.before() ? "Before" : "After");
    }
}
