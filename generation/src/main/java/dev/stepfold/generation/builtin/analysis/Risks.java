package dev.stepfold.generation.builtin.analysis;

import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.result.Analysis.Integration;
import dev.stepfold.generation.builtin.result.AttributeSpec;
import dev.stepfold.generation.builtin.result.EntitySpec;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.wording.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a person should look at before the agent is used. */
final class Risks {
    private static final double UNSURE = 0.5;
    private static final int MANY = 12;
    private static final Set<String> SENSITIVE =
            Set.of("birth", "diagnosis", "allerg", "insurance", "salary", "passport", "iban", "symptom", "medication");

    private Risks() {}

    static List<String> of(Understanding understanding, List<Integration> integrations) {
        List<String> risks = new ArrayList<>();
        if (understanding.confidence() < UNSURE) {
            risks.add("The request was understood with low confidence: read the models before use.");
        }
        List<String> sensitive = sensitive(understanding);
        if (!sensitive.isEmpty()) {
            risks.add("Holds sensitive personal data (" + Wording.list(sensitive)
                    + "): limit access and how long it is kept.");
        }
        for (Integration integration : integrations) {
            risks.add("Needs access to an outside service (" + integration.kind() + "), which can fail or be slow.");
        }
        for (RecurringNeed need : understanding.recurringNeeds()) {
            if (need.cron().startsWith("*")) {
                risks.add(
                        "Runs every few minutes (" + need.when() + "): it must be cheap when there is nothing to do.");
            }
        }
        if (understanding.entities().size() > MANY) {
            risks.add("Many entities: build the most important ones first.");
        }
        return risks;
    }

    private static List<String> sensitive(Understanding understanding) {
        List<String> found = new ArrayList<>();
        for (EntitySpec entity : understanding.entities()) {
            for (AttributeSpec attribute : entity.attributes()) {
                String name = attribute.name().toLowerCase(Locale.ROOT);
                if (SENSITIVE.stream().anyMatch(name::contains)) {
                    found.add(Names.spoken(entity.name()) + " " + Names.spoken(attribute.name()));
                }
            }
        }
        return found;
    }
}
