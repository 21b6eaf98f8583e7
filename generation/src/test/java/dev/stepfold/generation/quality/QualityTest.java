package dev.stepfold.generation.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.Insight;
import dev.stepfold.schemas.event.Quality;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example of docs/agent.md, and the suggestions for it. */
class QualityTest {
    private static final String UNDERSTANDING = """
            {"entities": [{"name": "Customer"}, {"name": "Invoice"}, {"name": "Payment"}],
             "features": [{"entity": "Invoice"}, {"entity": "Payment"}],
             "recurringNeeds": [{"entity": "Invoice"}],
             "ambiguities": ["Who may see an invoice?"]}
            """;
    private static final String AGENT = """
            {"name": "Invoices", "description": "", "ddl": "", "enums": [],
             "models": [
              {"name": "Customer", "fields": [{"name": "id", "type": "uuid", "required": true, "unique": true}, {"name": "email", "type": "string", "required": true, "unique": true}],
               "relations": [{"name": "invoices", "cardinality": "one-to-many", "model": "Invoice"}]},
              {"name": "Invoice", "fields": [{"name": "id", "type": "uuid", "required": true, "unique": true}, {"name": "dueDate", "type": "date", "required": true, "unique": false},
                {"name": "customerId", "type": "uuid", "required": true, "unique": false, "references": {"model": "Customer", "field": "id"}}],
               "relations": [{"name": "customer", "cardinality": "many-to-one", "model": "Customer", "field": "customerId"}]}],
             "actions": [
              {"name": "createInvoice", "purpose": "", "input": {}, "output": {}, "reads": ["Customer"], "writes": ["Invoice"], "trigger": "request", "complexity": "low"},
              {"name": "closeMonth", "purpose": "", "input": {}, "output": {}, "reads": ["Invoice"], "writes": [], "trigger": "schedule", "complexity": "low"}],
             "schedules": []}
            """;

    @Test
    void scoresTheExampleOfTheDocumentation() throws Exception {
        assertThat(AgentScores.of(agent(AGENT), understanding(), null)).isEqualTo(new Quality(0.5, 1, 0.33, 0.55));
    }

    @Test
    void takesAFindingOffTheConsistency() throws Exception {
        Agent broken = agent(AGENT.replace("\"writes\": []", "\"writes\": [\"Nothing\"]"));

        assertThat(AgentScores.of(broken, understanding(), null).consistency()).isEqualTo(0.75);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Customers get invoices with a due date.            | 1.0
                    Customers get invoices by email. Print at 5 pm.    | 0.75
                    Ich will Rechnungen verwalten.                     | 0.0
                    """)
    void comparesTheWordsOfTheRequestWithThoseOfTheAgent(String request, double fidelity) throws Exception {
        Quality without = AgentScores.of(agent(AGENT), understanding(), null);

        assertThat(AgentScores.of(agent(AGENT), understanding(), request).completeness())
                .isCloseTo(without.completeness() * fidelity, within(0.01));
    }

    @Test
    void countsWordsThatWereNotUnderstoodAndModelsThatAreShells() throws Exception {
        ObjectNode unread = understanding();
        unread.withArray("ambiguities").add("\"at dawn\" was not understood.");
        Agent shell = agent(AGENT.replace("{\"name\": \"email\"", "{\"name\": \"description\""));

        assertThat(AgentScores.of(agent(AGENT), unread, null).completeness()).isEqualTo(0.43);
        assertThat(AgentScores.of(shell, understanding(), null).completeness()).isEqualTo(0.38);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Add a schedule for closeMonth                | "trigger": "schedule" | "trigger": "request"
            Schedule the removal of old rows of Customer | "email"               | "label"
            Add a notification about Invoice             | "closeMonth"          | "remindCustomer"
            Add a schedule that looks at Invoice.dueDate | "date"                | "string"
            Add an index on Invoice.customerId           | "ddl": ""             | "ddl": "CREATE INDEX a ON b (customer_id)"
            Add an action that writes Customer           | "writes": []          | "writes": ["Customer"]
            Make a field of Invoice unique               | "required": true, "unique": false | "required": true, "unique": true
            """)
    void suggestsWhatIsMissingAndOnlyThat(String suggestion, String missing, String there) throws Exception {
        assertThat(suggestions(AGENT)).contains(suggestion);
        assertThat(suggestions(AGENT.replace(missing, there))).doesNotContain(suggestion);
    }

    @Test
    void passesOnWhatWasLeftOpen() throws Exception {
        assertThat(Insights.of(agent(AGENT), understanding()))
                .contains(new Insight("Say in the request what was left open", "Who may see an invoice?"));
    }

    private static List<String> suggestions(String agent) throws Exception {
        return Insights.of(agent(agent), understanding()).stream()
                .map(Insight::suggestion)
                .toList();
    }

    private static ObjectNode understanding() throws Exception {
        return ContractMapper.mapper().readValue(UNDERSTANDING, ObjectNode.class);
    }

    private static Agent agent(String json) throws Exception {
        return ContractMapper.mapper().readValue(json, Agent.class);
    }
}
