package dev.stepfold.generation.builtin.analysis;

import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.result.Analysis.LinkedPair;
import dev.stepfold.generation.builtin.result.EntitySpec;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.wording.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Who may do what: first the request's own limits, then the rules that follow from ownership of things. */
final class AccessRules {
    private static final int MAX = 12;

    private AccessRules() {}

    static List<String> of(Understanding understanding, List<LinkedPair> relations) {
        List<String> rules = new ArrayList<>();
        understanding.constraints().stream().filter(AccessRules::isAboutAccess).forEach(rules::add);
        Set<String> people = understanding.entities().stream()
                .filter(EntitySpec::person)
                .map(EntitySpec::name)
                .collect(Collectors.toSet());
        for (LinkedPair relation : relations) {
            if (people.contains(relation.to()) && !people.contains(relation.from())) {
                String person = Wording.capital(Names.withArticle(Names.spoken(relation.to())));
                rules.add(person + " sees the " + Names.spoken(Names.plural(relation.from()))
                        + " of which they are the " + Names.spoken(relation.name()) + ".");
            }
        }
        return rules.stream().distinct().limit(MAX).toList();
    }

    private static boolean isAboutAccess(String sentence) {
        String lower = sentence.toLowerCase(Locale.ROOT);
        return lower.contains("only ")
                || lower.contains("cannot ")
                || lower.contains("never ")
                || lower.contains("must not");
    }
}
