package dev.stepfold.generation.builtin.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexiconTest {
    private final Lexicon lexicon = Lexicon.english();

    @ParameterizedTest
    @CsvSource({
        "tasks, task",
        "companies, company",
        "boxes, box",
        "classes, class",
        "statuses, status",
        "houses, house",
        "expenses, expense",
        "people, person",
        "children, child",
        "shelves, shelf",
        "addresses, address",
        "staff, staff",
        "buses, bus",
        "categories, category",
        "warehouses, warehouse",
        "potatoes, potato",
        "diagnoses, diagnosis",
        "taxis, taxi",
        "emojis, emoji",
        "bonsais, bonsai",
        "wolves, wolf",
        "canoes, canoe",
        "oases, oasis"
    })
    void knowsSingularAndPlural(String plural, String singular) {
        assertThat(lexicon.singular(plural)).isEqualTo(singular);
        assertThat(lexicon.singular(singular)).isEqualTo(singular);
        assertThat(lexicon.plural(singular)).isEqualTo(plural);
    }

    @ParameterizedTest
    @CsvSource({
        "tracking, track",
        "assigned, assign",
        "shipped, ship",
        "sent, send",
        "approves, approve",
        "notifies, notify",
        "cancelled, cancel",
        "scheduling, schedule",
        "paid, pay"
    })
    void findsTheBaseOfAVerb(String form, String base) {
        assertThat(lexicon.verbBase(form)).contains(base);
    }

    @Test
    void makesNamesThatCanStandInADatabase() {
        assertThat(Names.pascal("purchase order")).isEqualTo("PurchaseOrder");
        assertThat(Names.camel("date of birth")).isEqualTo("dateOfBirth");
        assertThat(Names.snake("PurchaseOrder")).isEqualTo("purchase_order");
        assertThat(Names.plural("PurchaseOrder")).isEqualTo("PurchaseOrders");
        assertThat(Names.pascal("x'); drop table y --")).isEqualTo("XDropTableY");
        assertThat(Names.pascal("a".repeat(500))).hasSize(40);
    }
}
